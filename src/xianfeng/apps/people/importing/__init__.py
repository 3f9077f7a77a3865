"""Rosters in: what the sheets are (`columns`), reading a cell (`cells`), rows (`reading`), periods that replace each other
(`periods`), what would change and what is wrong (`planning`), and the writing itself (`applying`).

Sheets, all optional, in this order: 组织机构, 学校, 人员, 工作单位, 党员, 组织关系, 职务. Nobody is deleted for not being listed.
"""
