# SPDX-License-Identifier: Apache-2.0
"""One object on the table: its words with the brackets and their owners, every version, and what may now be done.

Rules:
  1. A button stands there only for what the table of permissions allows our party now; the desk decides again.
  2. Every button proposes; a second officer releases. Nothing on this page goes out by itself.
  3. An alternative keeps the structure of the version that it answers and names the same predecessor; a change of what
     is joint names the joint version, and becomes joint in turn or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.acts.act import Verb
from comity.acts.kinds import AGREED, TOLD
from comity.acts.permission import Standing
from comity.base.errors import Ours
from comity.node import desk as node_desk
from comity.node import press
from comity.node.desk import Intent
from comity.node.dialogues import NotHere, Room, open_dialogue
from comity.node.papers import elsewhere
from comity.record.dialogue import Object, Version
from comity.web import live
from comity.web.access import attempt, signed_in
from comity.web.bracketed import paragraph_view, text_view
from comity.web.bring import MEANS, by_language, place_after
from comity.web.desk import proposal_line
from comity.web.dialogue import item
from comity.web.erasing import erase_intent
from comity.web.follow import attachment_intent, follow_view, remark_intent, reported_intent, state_intent
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.register import chosen_language
from comity.web.relations import named_by, named_versions, relations
from comity.web.silence import silence_intent, silence_views
from comity.web.standing import gather, gather_thing, history, version_view
from comity.web.text_paper import back_to_table
from comity.web.whole import whole_intent, whole_view
from comity.web.wording import LANGUAGES, language, say

PUBLISHED_KINDS = frozenset({"text", "account", "finding", "commitment", "measure", "paper", "position", "definition"})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Show an object, or propose an act on it."""
    officer = officer_of(request)
    room = open_dialogue(officer, dialogue)
    thing = room.dialogue.objects.get(object_id)
    if thing is None:
        raise NotHere("such object")
    if request.method == "POST":
        return attempt(request, lambda: _propose(request, room, thing), back=request.path)
    proposals = [p for p in node_desk.open_proposals(officer) if p.dialogue == room.id and p.object == thing.id]
    things: dict[str, Any] = {
        "room": room, "view": Perspective.of(room), "thing": thing, "live_paused": live.is_paused(request),
        "record_mark": live.record_mark(room, [p.pk for p in proposals]),
        "document_language": chosen_language(request), "document_languages": LANGUAGES,
        "proposals": [proposal_line(p, room) for p in proposals],
        "elsewhere": elsewhere(officer, room, thing.chief) if thing.kind == "paper" else (),
        "press_lines": press.lines(officer, room, thing) if thing.kind == "text" else (),
    }  # fmt: skip
    if live.asked_part(request) == "record":
        return live.part(request, "_table.html", things["record_mark"], {**things, **_record(room, thing)})
    return show(
        request,
        "table.html",
        readers=Readers.GOVERNMENT if room.ours_alone else Readers.PARTIES,
        dialogue_purposes=[room.purpose],
        interface_languages=LANGUAGES,
        means_to_choose=MEANS,
        **things,
        **_record(room, thing),
    )


def _record(room: Room, thing: Object) -> dict[str, Any]:
    gather_thing(room, thing)
    listed = thing.chief
    naming = named_by(room, thing)
    named = [each for v in thing.versions for each in named_versions(room, v.kind, v.structure, v.at)]
    gather(room, [*thing.versions, *(t.chief for t in naming), *named])
    versions = [version_view(room, v) for v in _in_page_order(room, thing)]
    words = room.words(listed.payload) or {}
    text = room.dialogue.objects.get(str(listed.structure.get("text", "")))
    return {
        "listed": version_view(room, listed),
        "versions": versions,
        "relations": {v.version.id: relations(room, thing.kind, v.version.structure, v.version.at) for v in versions},
        "named_by": [item(room, each) for each in naming],
        "may_find": thing.kind in {"paragraph", "account"} and node_desk.may_bring(room, "finding"),
        "may_carry": thing.kind == "commitment" and node_desk.may_bring(room, "agenda_item"),
        "history": history(room, thing),
        "follow": follow_view(room, thing),
        "silences": silence_views(room, thing),
        "whole": whole_view(room, thing),
        "told_kinds": TOLD,
        "paragraph": paragraph_view(room, thing) if thing.kind == "paragraph" else None,
        "text_languages": text_view(room, thing) if thing.kind == "text" else None,
        "of_text": item(room, text) if text is not None else None,
        "base": _base(thing),
        "wording": words.get("wording", ""),
        "may_alternative": thing.kind in AGREED
        and bool({"wording", "title"} & words.keys())
        and _may_table(room, thing),
        "may_erase": node_desk.may_bring(room, "erasure"),
        "may_paragraph": thing.kind == "text" and node_desk.may_bring(room, "paragraph"),
        "may_publish": thing.kind in PUBLISHED_KINDS
        and (thing.joint or thing.told) is not None
        and node_desk.may_bring(room, "release"),
    }


def _in_page_order(room: Room, thing: Object) -> list[Version]:
    """Put versions in the order of the page: what stands, what is open (ours first), then the rest, latest first."""
    rank = {Standing.JOINT: 0, Standing.TOLD: 0, Standing.TABLED: 1}
    latest_first = list(reversed(thing.versions))
    return sorted(latest_first, key=lambda v: (rank.get(v.standing, 2), v.bracketed and room.us not in v.owners))


def _base(thing: Object) -> Version:
    """Choose the version whose words an alternative starts from: the newest open one, else the chief one."""
    return next(reversed(thing.open), thing.chief)


def _may_table(room: Room, thing: Object) -> bool:
    return thing.kind != "founding" and node_desk.may_bring(room, thing.kind)


def _propose(request: HttpRequest, room: Room, thing: Object) -> str:
    form = request.POST
    makers: Mapping[str, Callable[[Room, Object, QueryDict], Intent]] = {
        "accept": _spoken, "accept_ad_referendum": _spoken, "reserve": _spoken, "withdraw": _spoken,
        "acknowledge": _spoken, "alternative": _alternative, "paragraph": _paragraph,
        "publish": whole_intent, "milestone": whole_intent, "state": state_intent, "remark": remark_intent,
        "report": reported_intent, "attach": lambda r, t, f: attachment_intent(r, t, f, _file(request)),
        "corrigendum": whole_intent, "erase": erase_intent,
        "silence_start": silence_intent, "silence_extend": silence_intent, "silence_stop": silence_intent,
    }  # fmt: skip
    maker = makers.get(form.get("do", ""))
    if maker is None:
        raise Ours("the form asks for something unknown", hint="nothing was proposed", code="form.unknown")
    proposal = node_desk.propose(officer_of(request), room.id, maker(room, thing, form))
    if form.get("from") == "table" and thing.kind == "paragraph":
        messages.info(request, say("table.proposed", n=proposal.pk))
        return back_to_table(room, thing, form)
    return reverse("proposal", args=[proposal.pk])


def _file(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    return file.read() if file is not None else b""


def _spoken(room: Room, thing: Object, form: QueryDict) -> Intent:
    """Speak of a version: accept, reserve, withdraw, acknowledge."""
    version = form.get("version", "")
    do = form.get("do", "")
    words: dict[str, Any] | None = None
    said = form.get("said", "").strip().replace("\r\n", "\n")
    if said:
        words = {"answer" if do == "acknowledge" else "reason": {_language_said(form): said}}
    if do == "reserve" and words is None:
        raise Ours("a reservation says why", hint="nothing was proposed", code="form.reason")
    if room.dialogue.version(version) is None:
        raise NotHere("such version")
    verb = Verb.ACCEPT if do == "accept_ad_referendum" else Verb(do)
    return Intent(
        verb, thing.kind, thing.id, version, words=words, ad_referendum=do == "accept_ad_referendum",
        note=form.get("note", ""),
    )  # fmt: skip


def _alternative(room: Room, thing: Object, form: QueryDict) -> Intent:
    """Table other words for the same thing."""
    base = _base(thing)
    words = dict(room.words(base.payload) or {})
    key = "wording" if "wording" in words else "title"
    if isinstance(words.get(key), str):
        new: Any = form.get("wording", "").strip().replace("\r\n", "\n")
    else:
        new = by_language(form, "wording")
    if not new or new == words.get(key):
        raise Ours("the words are the same as before, or none", hint="nothing was proposed", code="form.same")
    words[key] = new
    joint = thing.joint.id if thing.joint is not None else ""
    structure = dict(base.structure)
    if "concept" in structure and not form.get("concept"):
        del structure["concept"]  # what was a concept is worded now
    structure.pop("chairs", None)
    if form.get("chairs") and thing.kind in {"text", "paragraph"}:
        structure["chairs"] = True
    return Intent(
        Verb.TABLE, thing.kind, thing.id, structure=structure, words=words, supersedes=joint,
        note=form.get("note", ""),
    )  # fmt: skip


def _paragraph(room: Room, thing: Object, form: QueryDict) -> Intent:
    """Table a new paragraph at the end of a text."""
    lang = form.get("language", "")
    wording = form.get("wording", "").strip().replace("\r\n", "\n")
    if not wording:
        raise Ours("the paragraph has no words", hint="nothing was proposed", code="form.empty")
    places = [
        str(v.structure["place"])
        for t in room.dialogue.of_kind("paragraph") for v in t.versions if v.structure["text"] == thing.id
    ]  # fmt: skip
    structure: dict[str, Any] = {"text": thing.id, "language": lang, "place": place_after(places)}
    if form.get("concept"):
        structure["concept"] = True
    if form.get("chairs"):
        structure["chairs"] = True
    return Intent(Verb.TABLE, "paragraph", structure=structure, words={"wording": wording}, note=form.get("note", ""))


def _language_said(form: QueryDict) -> str:
    said = form.get("language", "")
    return said if said in LANGUAGES else language()
