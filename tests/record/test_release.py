# SPDX-License-Identifier: Apache-2.0
"""The ladder of a whole text, and the release gate: just what all have accepted, whole, at its hour."""

from __future__ import annotations

import pytest
from logs import Pair, object_id

from comity.acts.act import Act, Verb
from comity.record.ladder import DRAFT, ladders, sides
from comity.record.release import hindrances, in_effect, pending, whole

TEXT = object_id("communique")
LATER, HOUR, LAST = "2027-03-04T20:00:00Z", "2027-03-05T15:00:00Z", "2027-12-31T00:00:00Z"


class Talks(Pair):
    """Alba and Boria with a communiqué in French and Russian, one paragraph in each, all joint."""

    def __init__(self, *statuses: tuple[str, str], **structure) -> None:
        super().__init__()
        languages = [
            {"language": lang, "status": s} for lang, s in statuses or (("fr", "authentic"), ("ru", "authentic"))
        ]
        self.text = self.table(
            "XA", "communique", "Communiqué", "text", structure={"languages": languages, **structure}
        )
        self.fr = self.paragraph("fr")
        self.ru = self.paragraph("ru")
        self.agree(self.text, self.fr, self.ru)

    def paragraph(self, language: str, name: str = "point", **fields) -> Act:
        place, deleted = fields.pop("place", "c"), fields.pop("deleted", False)
        structure = {"text": TEXT, "language": language, "place": place, **fields.pop("structure", {})}
        structure |= {"deleted": True} if deleted else {}
        words = fields.pop("words", f"{name} {language}")
        return self.table("XA", f"{name} {language}", words, structure=structure, **fields)

    def agree(self, *acts: Act) -> None:
        self.exchange()
        for act in acts:
            self.accept("XB", act)
        self.exchange()

    def step(self, stage: str, language: str, versions=None) -> Act:
        side = next(s for s in sides(self.dialogue(), TEXT) if s.language == language)
        structure = {"text": TEXT, "language": language, "reached": stage, "versions": list(versions or side.versions)}
        act = self.table("XA", f"{stage} {language} {len(self.logs['XA'])}", kind="milestone", structure=structure)
        self.agree(act)
        return act

    def release(self, *versions: str, joint: bool = True, name: str = "release", supersedes="", **structure) -> Act:
        structure = {"releases": list(versions or whole(self.dialogue(), TEXT)), **structure}
        act = self.table("XA", name, kind="release", structure=structure, supersedes=supersedes)
        self.agree(*([act] if joint else []))
        return act

    def stages(self) -> list[tuple[str, str]]:
        return [(ladder.side.language, ladder.stage) for ladder in ladders(self.dialogue(), TEXT)]

    def codes(self, release: Act) -> set[str]:
        dialogue = self.dialogue()
        return {h.code for h in hindrances(dialogue, dialogue.version(release.version))}


@pytest.fixture
def talks() -> Talks:
    return Talks()


# -- the ladder


def test_each_language_climbs_by_itself(talks):
    assert talks.stages() == [("fr", DRAFT), ("ru", DRAFT)]
    talks.step("stabilised", "fr")
    talks.step("initialled", "fr")
    assert talks.stages() == [("fr", "initialled"), ("ru", DRAFT)]
    talks.step("adopted", "ru")
    assert talks.stages() == [("fr", "initialled"), ("ru", "adopted")]
    assert [ladder.frozen for ladder in ladders(talks.dialogue(), TEXT)] == [True, True]


def test_step_that_not_all_have_accepted_is_no_step(talks):
    structure = {
        "text": TEXT,
        "language": "fr",
        "reached": "adopted",
        "versions": [talks.text.version, talks.fr.version],
    }
    talks.table("XA", "adopted", kind="milestone", structure=structure)
    talks.exchange()
    assert talks.stages() == [("fr", DRAFT), ("ru", DRAFT)]


def test_change_after_initialling_voids_it_and_says_where(talks):
    talks.step("initialled", "fr")
    change = talks.paragraph("fr", words="another", supersedes=talks.fr.version)
    talks.exchange()
    assert talks.stages()[0] == ("fr", "initialled")  # it is only on the table
    talks.agree(change)
    (french, _) = ladders(talks.dialogue(), TEXT)
    assert (french.stage, french.frozen, [(s.stage, s.void, s.changed) for s in french.steps]) == (
        DRAFT, False, [("initialled", True, (talks.fr.object,))],
    )  # fmt: skip
    talks.step("initialled", "fr")
    assert talks.stages()[0] == ("fr", "initialled")


def test_paragraph_added_or_left_out_voids_too(talks):
    talks.step("adopted", "ru")
    talks.agree(talks.paragraph("ru", "second", place="d"))
    assert talks.stages()[1] == ("ru", DRAFT)
    talks.step("adopted", "ru")
    talks.agree(talks.paragraph("ru", deleted=True, supersedes=talks.ru.version))
    assert talks.stages()[1] == ("ru", DRAFT)


def test_language_is_clean_when_nothing_of_it_is_in_brackets(talks):
    assert [side.clean for side in sides(talks.dialogue(), TEXT)] == [True, True]
    added = talks.paragraph("ru", "second", place="d")
    assert [side.open for side in sides(talks.dialogue(), TEXT)] == [(), (added.object,)]
    talks.withdraw("XA", added)
    assert [side.clean for side in sides(talks.dialogue(), TEXT)] == [True, True]


# -- the gate


def test_release_of_the_whole_text_is_public_at_its_hour_and_not_before(talks):
    release = talks.release(not_before=HOUR)
    dialogue = talks.dialogue()
    assert talks.codes(release) == set()
    assert in_effect(dialogue, "2027-03-05T14:59:59Z") == {}
    assert [v.id for v in pending(dialogue, "2027-03-05T14:59:59Z")] == [release.version]
    assert in_effect(dialogue, HOUR) == dict.fromkeys((talks.text.version, talks.fr.version, talks.ru.version), HOUR)
    assert pending(dialogue, HOUR) == ()


def test_release_that_one_side_alone_has_tabled_publishes_nothing(talks):
    talks.release(joint=False)
    assert in_effect(talks.dialogue(), LAST) == {}


@pytest.mark.parametrize(("lacks", "code"), [
    (("text",), "incomplete"), (("fr",), "incomplete"), (("ru",), "incomplete"), (("text", "fr"), "incomplete"),
])  # fmt: skip
def test_release_of_a_part_publishes_nothing(talks, lacks, code):
    names = [getattr(talks, name).version for name in ("text", "fr", "ru") if name not in lacks]
    release = talks.release(*names)
    assert talks.codes(release) == {code}
    assert in_effect(talks.dialogue(), LAST) == {}


def test_courtesy_language_may_be_left_out_and_is_whole_where_it_is_named():
    talks = Talks(("fr", "authentic"), ("ru", "courtesy"))
    talks.agree(talks.paragraph("ru", "second", place="d"))
    assert talks.codes(talks.release(talks.text.version, talks.fr.version)) == set()
    names = (talks.text.version, talks.fr.version, talks.ru.version)
    assert talks.codes(talks.release(*names, name="part")) == {"incomplete"}
    assert talks.codes(talks.release(name="whole")) == set()


def test_bracket_in_any_language_holds_all_of_it_back(talks):
    talks.paragraph("ru", "second", place="d")
    talks.exchange()
    release = talks.release()
    assert talks.codes(release) == {"in-brackets"}
    assert in_effect(talks.dialogue(), LAST) == {}


def test_version_that_is_not_joint_or_not_any_more_or_not_known_is_not_published(talks):
    rival = talks.paragraph("fr", "third", place="e")
    assert "not-joint" in talks.codes(talks.release(rival.version, joint=False, name="one"))
    assert "unknown" in talks.codes(talks.release("ab" * 32, joint=False, name="two"))
    talks.withdraw("XA", rival)
    release = talks.release(not_before=HOUR, name="three")
    change = talks.paragraph("fr", words="stronger verb", supersedes=talks.fr.version)
    talks.agree(change)  # before the hour
    assert talks.codes(release) == {"superseded", "incomplete"}
    assert in_effect(talks.dialogue(), LAST) == {}


def test_what_was_published_at_the_hour_stays_what_it_was(talks):
    talks.release()
    before = in_effect(talks.dialogue(), LAST)
    talks.agree(talks.paragraph("fr", words="stronger verb", supersedes=talks.fr.version))
    talks.paragraph("ru", "second", place="d")
    talks.exchange()
    assert before == in_effect(talks.dialogue(), LAST)
    assert before.keys() == {talks.text.version, talks.fr.version, talks.ru.version}


def test_release_put_off_by_a_later_one_before_its_hour_is_not_published_at_the_first(talks):
    first = talks.release(not_before=HOUR)
    later = "2027-03-06T15:00:00Z"
    second = talks.release(not_before=later, supersedes=first.version)
    assert in_effect(talks.dialogue(), HOUR) == {}
    assert set(in_effect(talks.dialogue(), later).values()) == {later}
    assert second.version != first.version


def test_one_partys_own_word_is_published_by_a_release_while_it_stands(talks):
    told = talks.notify("XA", "press", "Our press release", "account")
    release = talks.release(told.version)
    assert in_effect(talks.dialogue(), LAST).keys() == {told.version}
    talks.write("XA", Verb.WITHDRAW, "account", object_=told.object, version=told.version)
    assert talks.codes(release) == {"withdrawn"}
    assert in_effect(talks.dialogue(), LAST) == {}


def test_corrigendum_is_public_when_the_time_for_objections_is_over_and_changes_no_paragraph(talks):
    talks.release()
    before = in_effect(talks.dialogue(), LAST)
    structure = {"text": TEXT, "objections_until": HOUR, "corrects": talks.fr.version}
    corrigendum = talks.table("XA", "corrigendum", kind="corrigendum", structure=structure)
    talks.agree(corrigendum)
    talks.release(corrigendum.version, name="of the corrigendum")
    assert in_effect(talks.dialogue(), "2027-03-05T14:59:59Z") == before
    assert in_effect(talks.dialogue(), HOUR) == {**before, corrigendum.version: HOUR}


def test_of_a_package_nothing_is_public_until_every_language_is_adopted():
    talks = Talks(package=True)
    release = talks.release()
    assert talks.codes(release) == {"package"}
    talks.step("adopted", "fr")
    assert talks.codes(talks.release(name="again")) == {"package"}
    talks.step("adopted", "ru")
    later = talks.release(name="at last")
    assert talks.codes(later) == set()
    assert set(in_effect(talks.dialogue(), LAST)) == {talks.text.version, talks.fr.version, talks.ru.version}


def test_concept_note_is_agreed_and_still_no_wording(talks):
    note = talks.paragraph("ru", "idea", place="d", structure={"concept": True})
    talks.agree(note)
    assert [side.clean for side in sides(talks.dialogue(), TEXT)] == [True, False]
    assert talks.codes(talks.release()) == {"in-brackets"}
    talks.agree(talks.paragraph("ru", "idea", place="d", words="the wording itself", supersedes=note.version))
    assert talks.codes(talks.release(name="worded")) == set()
