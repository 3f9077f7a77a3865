"""Lists without an export of their own can be taken away as Excel, as shown, and forms cannot."""

import io

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from openpyxl import load_workbook

from tests.factories import District, account
from xianfeng.config.tables import MARK, TablesAsWorkbook

LIST = """<html><main><h1>示例 名单</h1><table><caption>党员</caption><tr><th>姓名</th><th>项数</th><th>工号</th></tr>
<tr><td>甲<span class="visually-hidden">隐</span></td><td>3</td><td>007</td></tr><tr><td>=1+1</td><td></td><td>8</td></tr></table>%s</main></html>"""
FORM = '<html><main><h1>填</h1><table><tr><th>姓名</th></tr><tr><td><input name="a"></td></tr></table>%s</main></html>'


def ask(page: str, query: str = "", method: str = "get") -> HttpResponse:
    request = getattr(RequestFactory(), method)(f"/x/{query}")
    return TablesAsWorkbook(lambda request: HttpResponse(page % MARK.decode()))(request)


def test_the_list_is_offered_and_taken_away_as_shown():
    assert 'href="?q=%E7%94%B2&amp;format=xlsx"' in ask(LIST, "?q=甲").content.decode()
    file = ask(LIST, "?format=xlsx")
    assert "attachment" in file.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(file.content))["党员"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = rows.index(["姓名", "项数", "工号"])
    assert rows[start + 1] == ["甲", 3, "007"]
    assert rows[start + 2][1:] == [None, "8"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_list_that_is_no_table_names_its_columns():
    """An entry may lack a part; what stands between the parts (forms, links) is not taken along."""
    page = """<html><main><h1>发文</h1><ul data-list="发文登记"><li data-row><a data-col="文件">甲号</a><i data-col="签收">3/5</i></li>
<li data-row><a data-col="文件">=乙号</a><form><input name="a"></form></li></ul>
<div data-list="到会"><table><tr data-row><th data-col="姓名">甲</th><td data-col="情况"><select><option>未到</option><option selected>参加</option>
</select></td><td data-col="事由"><input value="病假"></td></tr></table></div>%s</main></html>"""
    assert "format=xlsx" in ask(page).content.decode()
    book = load_workbook(io.BytesIO(ask(page, "?format=xlsx").content))
    assert ["甲", "参加", "病假"] in [list(row) for row in book["到会"].iter_rows(values_only=True)]
    sheet = book["发文登记"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = rows.index(["文件", "签收"])
    assert rows[start + 1] == ["甲号", "3/5"]
    assert rows[start + 2][1] is None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("page", "query", "method"),
    [
        (FORM, "?format=xlsx", "get"),
        (LIST, "?format=xlsx", "post"),
        (LIST + '<a href="own.xlsx"></a>', "", "get"),
    ],
)
def test_forms_answers_and_pages_with_their_own_export_stay_as_they_are(page, query, method):
    assert ask(page, query, method).content.decode() == page % MARK.decode()


@pytest.mark.django_db
def test_the_accounts_of_everybody_come_in_one_file(client):
    District(members=30, staff=30)
    client.force_login(account(grant="security_admin"))
    page = client.get("/people/accounts/")
    assert int(page.headers["Content-Length"]) == len(page.content)
    sheet = load_workbook(io.BytesIO(client.get("/people/accounts/?format=xlsx").content)).worksheets[0]
    assert sheet.max_row > 62
