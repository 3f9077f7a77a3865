"""Xianfeng (先锋): Party-building programmes from the official plan to the checked, archived result."""
