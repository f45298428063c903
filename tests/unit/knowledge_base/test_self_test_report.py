"""What `python -m knowledge_base test` prints."""

from knowledge_base.editing.commands import print_report
from knowledge_base.editing.self_test import Missed, Report, Weak


def test_what_is_wrong_comes_first_and_only_the_worst_of_what_is_weak(capsys):
    report = Report(
        questions=100,
        weak=tuple(
            Weak(slug="a", question=f"q{n}", instead="b", nearest="n", cosine=0.9 - n / 100)
            for n in range(30)
        ),
        tests=3,
        missed=(
            Missed(slug="a", question="unanswered", decision="honest_no", wrong=False),
            Missed(slug="a", question="led astray", decision="answer b", wrong=True),
        ),
        answered=1,
    )
    print_report(report)
    rows = capsys.readouterr().out.splitlines()
    assert [row.split("`")[1] for row in rows[:3]] == ["led astray", "unanswered", "q0"]
    assert "`q19`" in rows[21]
    assert "10 more" in rows[22]
    assert len(rows) == 25
