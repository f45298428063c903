import pytest

from knowledge_base import Library
from knowledge_base.problems import LibraryUnavailable


@pytest.fixture
def good(article):
    return article("Paying", ["how do i pay"])


def test_articles_are_found_by_topic_and_name(write, article, good):
    write("payments/pay", good)
    folder = write("billing/dates", article("Dates", ["when is it due"]))
    library = Library.load(folder)
    assert sorted(library.articles) == ["dates", "pay"]
    assert library.articles["pay"].topic == "payments"
    assert library.problems == ()


def test_a_broken_file_never_takes_the_others_down(write, good):
    write("payments/pay", good)
    folder = write("payments/broken", "---\ntitle: [x\n---\n\nText.\n")
    (folder / "payments" / "bytes.md").write_bytes(b"---\ntitle: \xff\xfe\n---\n")
    library = Library.load(folder)
    assert list(library.articles) == ["pay"]
    assert {problem.file for problem in library.problems} == {"payments/broken.md", "payments/bytes.md"}


def test_two_files_of_one_name_are_told_apart_as_a_problem(write, good):
    write("billing/pay", good)
    library = Library.load(write("payments/pay", good))
    assert library.articles["pay"].topic == "billing"
    assert [problem.code for problem in library.problems] == ["slug_twice"]


def test_a_file_that_nobody_reads_is_known_as_soon_as_it_is_there(write, good):
    folder = write("payments/pay", good)
    library = Library.load(folder)
    assert library.unread == ()
    (folder / "loose.md").write_text(good, encoding="utf-8")
    fresh = library.refresh()
    assert (fresh.unread, list(fresh.articles)) == (("loose.md",), ["pay"])
    assert fresh.refresh() is fresh


def test_a_missing_folder_is_a_failure(tmp_path):
    with pytest.raises(LibraryUnavailable):
        Library.load(tmp_path / "nowhere")


def test_nothing_changed_gives_the_same_snapshot(write, good):
    library = Library.load(write("payments/pay", good))
    assert library.refresh() is library


def test_an_edit_a_new_file_and_a_removed_file_are_taken_up(write, article, good):
    folder = write("payments/pay", good)
    write("payments/old", article("Old", ["old"]))
    library = Library.load(folder)
    write("payments/pay", article("Paying anew", ["how do i pay", "again"]))
    write("payments/new", article("New", ["new"]))
    (folder / "payments" / "old.md").unlink()
    fresh = library.refresh()
    assert sorted(fresh.articles) == ["new", "pay"]
    assert fresh.articles["pay"].title == "Paying anew"
    assert sorted(library.articles) == ["old", "pay"]


def test_a_file_broken_by_an_edit_keeps_its_last_good_version_until_it_is_mended(write, article, good):
    folder = write("payments/pay", good)
    library = Library.load(folder)
    write("payments/pay", "---\ntitle: [x\n---\n\nText.\n")
    broken = library.refresh()
    assert broken.articles["pay"].title == "Paying"
    assert [(problem.file, problem.line) for problem in broken.problems] == [("payments/pay.md", 2)]
    write("payments/other", article("Other", ["other"]))
    assert broken.refresh().articles["pay"].title == "Paying"
    write("payments/pay", article("Mended", ["how do i pay"]))
    mended = broken.refresh()
    assert mended.articles["pay"].title == "Mended"
    assert mended.problems == ()


@pytest.mark.parametrize(
    "body", ["TODO: the short answer.", "We do.\n\n## More\n\n- TODO say how", "We do.\n\n## Spoken\nTODO"]
)
def test_an_article_that_still_says_todo_keeps_its_last_good_version(write, article, good, body):
    library = Library.load(write("payments/pay", good))
    text = article("Paying now", ["how do i pay"], body)
    write("payments/pay", text)
    fresh = library.refresh()
    assert fresh.articles["pay"].title == "Paying"
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "TODO" in row)
    assert [(one.file, one.line, one.code) for one in fresh.problems] == [
        ("payments/pay.md", line, "to_fill")
    ]
    write("payments/pay", text.replace("TODO", "Do"))
    assert fresh.refresh().articles["pay"].title == "Paying now"


def test_a_word_that_only_begins_so_is_no_place_to_fill(write, article):
    library = Library.load(write("general/lists", article("Lists", ["lists"], "TODOs are kept. Say TODO.")))
    assert list(library.articles) == ["lists"]


def test_known_gaps_are_read_and_kept_when_they_break(write, good):
    folder = write("payments/pay", good)
    gaps = folder / "known_gaps.yml"
    gaps.write_text("jobs:\n  - are you hiring\n", encoding="utf-8")
    library = Library.load(folder)
    assert [(gap.name, gap.questions) for gap in library.gaps] == [("jobs", ("are you hiring",))]
    gaps.write_text("jobs: [are you\n", encoding="utf-8")
    broken = library.refresh()
    assert broken.gaps == library.gaps
    assert [problem.file for problem in broken.problems] == ["known_gaps.yml"]


def test_a_guide_is_found_with_or_without_its_topic(write):
    step = "## one\n\n```yaml\ntell: Try. Well?\n```\n"
    text = "---\ntitle: Fix\nquestions: [broke]\nguide: true\n---\n\nLead.\n\n" + step
    library = Library.load(write("network/fix", text))
    assert library.guide("fix") is library.guide("network/fix") is library.guides["fix"]
    assert library.guide("nothing") is None


def test_the_version_follows_the_words_that_are_served(write, article, good):
    folder = write("payments/pay", good)
    first = Library.load(folder)
    assert Library.load(folder).version == first.version
    write("payments/pay", "---\ntitle: [x\n---\n\nText.\n")
    broken = first.refresh()
    assert broken.version == first.version
    write("payments/pay", article("Paying your bill", ["how do i pay"]))
    assert broken.refresh().version != first.version
