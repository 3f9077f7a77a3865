"""What is written is read back equal."""

from __future__ import annotations

from pathlib import Path

import pytest

from xianfeng.core.plan import built_in_codes, check_pack, load_built_in, load_pack
from xianfeng.core.plan.writing import pack_files, write_pack


@pytest.mark.parametrize("code", built_in_codes())
def test_a_written_pack_is_read_back_equal_and_passes_the_check(code: str, tmp_path: Path) -> None:
    pack = load_built_in(code)
    write_pack(pack, tmp_path / code)
    again = load_pack(tmp_path / code)
    assert again == pack
    assert again.fingerprint() == pack.fingerprint()
    assert [fault for fault in check_pack(tmp_path / code) if fault.is_error] == []
    assert pack_files(again) == pack_files(pack)
