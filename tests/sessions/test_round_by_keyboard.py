# SPDX-License-Identifier: Apache-2.0
"""A round from its mandate to the agenda of the next, by keyboard: with the partner from the first day, and alone.

In the first session Alba and Boria have a node each. In the second Alba has begun alone: what Boria says comes by note,
by letter and by telephone, and stands in Alba's file as reported. Then Boria joins, and each makes its own acts anew.
Both sessions end where the next round's agenda holds what was undertaken: on each side's pages, in its PDF and in its
calendar.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from desks import Desk, tell
from icalendar import Calendar
from keyboard import Keys
from nodes import Node, Nodes
from visitor import Visitor

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.nodes, pytest.mark.timeout(900)]

PURPOSE = {
    "#f-part": "mandate", "#f-title-fr": "Objet", "#f-title-ru": "Цель",
    "#f-wording-fr": "Réduire le risque d’un malentendu.", "#f-wording-ru": "Снизить риск недопонимания.",
}  # fmt: skip
MANNER = {
    "#f-part": "terms_of_reference", "#f-title-fr": "Rythme", "#f-title-ru": "Периодичность",
    "#f-wording-fr": "Un cycle par an.", "#f-wording-ru": "Один раунд в год.",
}  # fmt: skip
THIRD = {
    "#f-title-fr": "Troisième cycle", "#f-title-ru": "Третий раунд", "#f-number-XA": "3", "#f-number-XB": "2",
    "#f-session": "plenary", "#f-from": "2027-03-04", "#f-to": "2027-03-05", "#f-city-fr": "Portalba",
    "#f-city-ru": "Порталба", "#f-host": "XA",
}  # fmt: skip
FOURTH = {
    "#f-title-fr": "Quatrième cycle", "#f-title-ru": "Четвёртый раунд", "#f-city-fr": "Boriagrad",
    "#f-city-ru": "Бориаград", "#f-host": "XB",
}  # fmt: skip
OURS = {"#f-heads": "Leo Var; ambassadeur", "#f-agencies-fr": "Ministère des Affaires étrangères\nCSIRT national"}
THEIRS = {"#f-heads": "Eva Dor; представитель", "#f-agencies-ru": "Министерство иностранных дел"}
CONTACTS = {
    "#f-title-fr": "Points de contact", "#f-title-ru": "Контактные пункты", "#f-plane": "bilateral", "#f-lead": "XB",
}  # fmt: skip
NON_PAPER = {"#f-title-fr": "Sur la notification", "#f-title-ru": "Об уведомлении", "#f-form": "non_paper"}
NOTED = {"#f-wording-fr": "La ligne a répondu.", "#f-wording-ru": "Линия ответила.", "#f-sort": "noted"}
DRILL = {
    "#f-wording-fr": "Essayer la ligne deux fois par an.", "#f-wording-ru": "Проверять линию дважды в год.",
    "[name=owners][value=XA]": True, "[name=owners][value=XB]": True, "#f-due": "2027-09-30",
}  # fmt: skip
HELD = {"#state > summary": None, "#s-state": "held", "#s-as-of": "2027-03-05"}

# What stands on the pages of the two rounds, in the language of each side.
PAGES = {
    "ana": (
        ("tenu", "Troisième cycle", "Leo Var", "Eva Dor", "Points de contact", "Sur la notification",
         "La ligne a répondu.", "Quatrième cycle"),
        ("Quatrième cycle", "Boriagrad", "Essayer la ligne deux fois par an."),
    ),
    "mir": (
        ("состоялся", "Третий раунд", "Leo Var", "Eva Dor", "Контактные пункты", "Об уведомлении", "Линия ответила.",
         "Четвёртый раунд"),
        ("Четвёртый раунд", "Бориаград", "Проверять линию дважды в год."),
    ),
}  # fmt: skip


def test_round_goes_from_mandate_to_the_next_agenda_by_keyboard(nodes: Nodes, browser: Any) -> None:
    nodes.found("fr=Dialogue entre l’Alba et la Boria", "ru=Диалог Альбы и Бории")
    keys = Keys()
    ana, leo = (Desk(nodes, nodes.alba, who, "fr", browser, keys) for who in ("ana", "leo"))
    mir, eva = (Desk(nodes, nodes.boria, who, "ru", browser, keys) for who in ("mir", "eva"))

    # The mandate, element by element: Alba brings the purpose, Boria the manner of working; each accepts the other's.
    eva.releases(mir.accepts(leo.releases(ana.brings("mandate", PURPOSE))))
    leo.releases(ana.accepts(eva.releases(mir.brings("mandate", MANNER))))

    # The round, with each side's own number; each side notifies its own delegation.
    third = leo.releases(ana.brings("round", THIRD))
    eva.releases(mir.accepts(third))
    leo.releases(ana.brings("delegation", {"#f-round": third, **OURS}))
    eva.releases(mir.brings("delegation", {"#f-round": third, **THEIRS}))

    # An item of the agenda, accepted on its own; a paper, which is only brought; a finding; an undertaking.
    leo.releases(ana.accepts(eva.releases(mir.brings("agenda_item", {"#f-round": third, **CONTACTS}))))
    leo.releases(ana.brings("paper", {"#f-round": third, **NON_PAPER}))
    eva.releases(mir.accepts(leo.releases(ana.brings("finding", {"#f-round": third, **NOTED}))))
    drill = eva.releases(mir.brings("commitment", {"#f-round": third, **DRILL}))
    leo.releases(ana.accepts(drill))

    # That it was held, each says for itself. Of the next round the place is known, and the date is open.
    leo.releases(ana.says(third, "state", HELD))
    eva.releases(mir.says(third, "state", HELD))
    fourth = eva.releases(proposes_next(mir, third, FOURTH))
    leo.releases(ana.accepts(fourth))

    for desk in (ana, mir):
        agrees(desk, third, fourth, drill)
    tell("round", keys, ana, leo, mir, eva)


def test_round_is_kept_alone_and_adopted_act_by_act_when_the_partner_joins(
    nodes: Nodes, browser: Any, tmp_path: Path
) -> None:
    file = nodes.dialogue = file_of_our_own(nodes.alba)
    keys = Keys()
    ana, leo = (Desk(nodes, nodes.alba, who, "fr", browser, keys) for who in ("ana", "leo"))

    # Alba says its own part; Boria's comes by note verbale, and is reported with the number of the note.
    purpose = leo.releases(ana.brings("mandate", PURPOSE))
    leo.releases(ana.says(purpose, "report", accepted_by("note_verbale", "2027-01-11", "No. 122")))
    third = leo.releases(ana.brings("round", {**THIRD, **by("note_verbale", "2027-01-12", "No. 123")}))
    leo.releases(ana.says(third, "accept", {}))
    leo.releases(ana.brings("delegation", {"#f-round": third, **OURS}))

    # Boria's delegation comes on paper, and the scan of it is attached.
    theirs = leo.releases(ana.brings("delegation", {"#f-round": third, **THEIRS, **by("paper", "2027-02-20")}))
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4\n% the delegation of Boria, on paper\n%%EOF\n")
    leo.releases(ana.says(theirs, "attach", {"#attach > summary": None, "#a-file": scan}))
    item = leo.releases(ana.brings("agenda_item", {"#f-round": third, **CONTACTS, **by("letter", "2027-02-21")}))
    leo.releases(ana.says(item, "accept", {}))
    leo.releases(ana.brings("paper", {"#f-round": third, **NON_PAPER}))
    noted = leo.releases(ana.brings("finding", {"#f-round": third, **NOTED}))
    leo.releases(ana.says(noted, "report", accepted_by("spoken", "2027-03-05")))
    drill = leo.releases(ana.brings("commitment", {"#f-round": third, **DRILL, **by("spoken", "2027-03-05")}))
    leo.releases(ana.says(drill, "accept", {}))
    leo.releases(ana.says(third, "state", HELD))
    leo.releases(ana.says(third, "state", {**HELD, **by("mail", "2027-03-08", at="state")}))
    fourth = leo.releases(proposes_next(ana, third, {**FOURTH, **by("note_verbale", "2027-04-01", "No. 140")}))
    leo.releases(ana.says(fourth, "accept", {}))

    # Alba's own account: what was undertaken is on the next agenda, and nothing of it is joint.
    agrees(ana, third, fourth, drill)
    assert ana.page.locator(".standing-joint").count() == 0
    assert "rapporté" in ana.words()

    # Boria starts a node. The dialogue of two continues the file; Boria is given the kit, since it is not on its node.
    ana.open(f"/desk/{file}/")
    kit = tmp_path / "kit.zip"
    kit.write_bytes(ana.takes('a[href$="/kit.zip"]'))
    nodes.found("fr=Dialogue entre l’Alba et la Boria", "ru=Диалог Альбы и Бории", continues=file)
    mir, eva = (Desk(nodes, nodes.boria, who, "ru", browser, keys) for who in ("mir", "eva"))
    mir.open(f"/desk/{nodes.dialogue}/adopt/")
    mir.fill({"#kit": kit})
    mir.press('button[value="bring"]')

    # Each makes its own acts anew, in the order in which they stand in the file.
    acts = nodes.boria.done("adopt", "list", nodes.dialogue, "--json", officer="mir").value
    assert len(acts) == 18
    for act in acts:
        one, other = (ana, leo) if act["party"] == "XA" else (mir, eva)
        other.releases(one.adopts(act["act"]))

    for desk in (ana, mir):
        agrees(desk, third, fourth, drill)
        desk.looks_at(drill, ".standing-joint")
    tell("alone, then together", keys, ana, leo, mir, eva)


def file_of_our_own(alba: Node) -> str:
    """Open a file of Alba's own, in which Boria is the counterpart."""
    out = alba.home.parent / "file.intro"
    titles = ("--title", "fr=Notre dossier sur la Boria", "--title", "ru=Наше дело о Бории")
    offer = ("introduce", "offer", "--purpose", "exercise", "--counterpart", "XB", *titles, "--out", str(out))
    file = alba.done(*offer).out.strip()
    alba.done("introduce", "bring", str(out), officer="leo")
    alba.done("introduce", "confirm", file, officer="ida")
    return file


def by(means: str, on: str, reference: str = "", *, at: str = "bring") -> dict[str, Any]:
    """Fill in the part of a form that says: this is Boria's word, of this day, and so it reached us."""
    said = {f"#rp-{at}": "XB", f"#ro-{at}": on, f"#rm-{at}": means}
    return {**said, f"#rr-{at}": reference} if reference else said


def accepted_by(means: str, on: str, reference: str = "") -> dict[str, Any]:
    """Fill in the form that reports Boria's acceptance."""
    return {"#report > summary": None, "#w-verb": "accept", **by(means, on, reference, at="word")}


def proposes_next(desk: Desk, held: str, fields: dict[str, Any]) -> int:
    """Propose the next round from the page of the one that was held; it names that one by itself."""
    desk.open(f"/desk/{desk.nodes.dialogue}/round/{held}/")
    desk.press(f'a[href*="?bring=round&in={held}"]')
    desk.fill(fields)
    return desk.proposes(".bring form button[type=submit]")


def agrees(desk: Desk, third: str, fourth: str, drill: str) -> None:
    """Both rounds are on our pages, and what was undertaken is on the next agenda; so say the PDF and the calendar."""
    of_third, of_fourth = PAGES[desk.officer]
    for round_, wanted in ((third, of_third), (fourth, of_fourth)):
        desk.open(f"/desk/{desk.nodes.dialogue}/round/{round_}/?as_of=2027-10-01")
        desk.until(lambda wanted=wanted: not [w for w in wanted if w not in desk.words()], f"the page says {wanted}")
    words = pdf_words(desk.takes(f'form[action$="/round/{fourth}/book.pdf"] button'))
    assert [w for w in of_fourth if w not in words] == [], words

    desk.open("/officers/me/")
    desk.press('form[action="/calendar/address/"] button')
    found = re.search(r"/calendar/[\w-]+/(fr|ru)\.ics", desk.words())
    assert found is not None, desk.words()
    data = Visitor(desk.node.address).get(found[0]).data
    events = {str(event["uid"]).split("@")[0]: event for event in Calendar.from_ical(data).walk("VEVENT")}
    assert f"{events[f'round-{third}']['dtstart'].dt}" == "2027-03-04"
    assert of_third[1] in str(events[f"round-{third}"]["summary"])
    assert f"{events[f'commitment-{drill}']['dtstart'].dt}" == "2027-09-30"
    desk.open(f"/desk/{desk.nodes.dialogue}/round/{fourth}/?as_of=2027-10-01")


def pdf_words(data: bytes) -> str:
    """Read a PDF as people read it."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
