"""One thing that can't be done keeps no other waiting."""

from groundswell.kernel.work import each


def test_one_that_fails_is_logged_and_the_rest_is_done(caplog):
    done = []

    def share(people: int) -> bool:
        done.append(12 // people)
        return people > 2

    assert each([4, 0, 3, 2], share) == 2
    assert done == [3, 4, 6]
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]
