"""What the measurements rest on."""

from xianfeng.config.bench.ballot_load import moments_of


def test_electors_arrive_all_over_the_window():
    moments = moments_of(2000, 600.0)
    assert moments == sorted(moments) == moments_of(2000, 600.0)
    tenths = [sum(60 * n <= moment < 60 * (n + 1) for moment in moments) for n in range(10)]
    assert sum(tenths) == 2000
    assert min(tenths) > 150 and max(tenths) < 250
