# SPDX-License-Identifier: Apache-2.0
"""Every address of the node's web, in one table; tests/web/test_access.py fails for one that it does not know."""

from __future__ import annotations

from django.urls import path, re_path

from comity.web import (
    adoption,
    api,
    api_inside,
    api_rounds,
    attached,
    audit,
    batch,
    desk,
    dialogue,
    duty,
    feed,
    fora,
    front,
    introductions,
    mandates,
    minutes,
    officers,
    position,
    proposal,
    public_log,
    reading,
    register,
    review,
    rounds,
    search,
    sign_in,
    table,
    takeaway,
    text_paper,
    ways_in,
)

ID = "(?P<{}>[0-9a-f]{{32}})"
DIALOGUE, OBJECT = ID.format("dialogue"), ID.format("object_id")

urlpatterns = [
    path("", front.front, name="front"),
    path("register/", register.register, name="register"),
    path("register/next/", register.announced, name="register_next"),
    re_path(r"^register/export\.(?P<form>json|csv)$", register.export, name="register_export"),
    re_path(
        r"^register/(?P<version>[0-9a-f]{64})/beside/(?P<other>[0-9a-f]{64})/$",
        register.compare,
        name="register_compare",
    ),
    path("register/feed.rss", feed.feed, name="feed"),
    re_path(r"^register/(?P<version>[0-9a-f]{64})/$", register.publication, name="account"),
    re_path(
        r"^register/(?P<version>[0-9a-f]{64})/proof\.(?P<sort>json|tlog-proof)$", public_log.proof, name="public_proof"
    ),
    path("log/", public_log.logs, name="public_logs"),
    path("log/<slug:token>/", public_log.log, name="public_log"),
    path("log/<slug:token>/checkpoint", public_log.checkpoint, name="public_checkpoint"),
    path("log/<slug:token>/card.json", public_log.card, name="public_card"),
    re_path(r"^log/(?P<token>[0-9a-z-]+)/(?P<name>tile/.+)$", public_log.tile, name="public_tile"),
    re_path(
        r"^log/(?P<token>[0-9a-z-]+)/payload/(?P<commitment>[0-9a-f]{64})$", public_log.payload, name="public_words"
    ),
    path("fora/", fora.fora, name="fora"),
    re_path(r"^fora/(?P<forum>[A-Z0-9-]{2,60})/$", fora.forum, name="forum"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/ways/", ways_in.ways_in, name="ways_in"),
    path("sign-in/<str:link>/", sign_in.sign_in_by_link, name="sign_in_link"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("reading/", reading.reading, name="reading"),
    path("reading/imported/", batch.imported, name="imported"),
    path("reading/<int:number>/", review.reading_result, name="reading_result"),
    path("reading/<int:number>/original", review.reading_original, name="reading_original"),
    re_path(r"^reading/(?P<number>\d+)/fact/(?P<fact>\d+|new)/$", review.reading_fact, name="reading_fact"),
    path("desk/", desk.desk, name="desk"),
    path("desk/search/", search.search, name="search"),
    path("desk/positions/", position.positions_page, name="positions"),
    path("desk/position/<int:number>/", position.position, name="position"),
    path("desk/position/<int:number>/position.docx", position.position_word, name="position_word"),
    path("clear/<str:secret>/", position.clear, name="clear"),
    path("clear/<str:secret>/position.docx", position.clear_word, name="clear_word"),
    path("desk/proposal/<int:number>/", proposal.proposal, name="proposal"),
    re_path(rf"^desk/{DIALOGUE}/$", dialogue.dialogue, name="dialogue"),
    re_path(rf"^desk/{DIALOGUE}/{OBJECT}/$", table.table, name="table"),
    re_path(rf"^desk/{DIALOGUE}/adopt/$", adoption.adoption, name="adoption"),
    re_path(rf"^desk/{DIALOGUE}/kit\.zip$", adoption.kit, name="kit"),
    re_path(rf"^desk/{DIALOGUE}/{OBJECT}/file$", attached.attached, name="attached"),
    re_path(rf"^desk/{DIALOGUE}/round/{OBJECT}/$", rounds.round_page, name="round"),
    re_path(rf"^desk/{DIALOGUE}/round/{OBJECT}/book\.(?P<sort>docx|pdf)$", takeaway.book, name="book"),
    re_path(rf"^desk/{DIALOGUE}/round/{OBJECT}/minutes/$", minutes.minutes, name="minutes"),
    re_path(rf"^desk/{DIALOGUE}/round/{OBJECT}/minutes\.(?P<sort>docx|pdf)$", minutes.paper, name="minutes_paper"),
    re_path(rf"^desk/{DIALOGUE}/{OBJECT}/copy\.(?P<sort>docx|odt|pdf)$", text_paper.copy, name="copy"),
    re_path(rf"^desk/{DIALOGUE}/{OBJECT}/back/$", text_paper.bring_back, name="bring_back"),
    re_path(rf"^desk/{DIALOGUE}/{OBJECT}/at-table/$", text_paper.at_table, name="at_table"),
    re_path(rf"^desk/{DIALOGUE}/{OBJECT}/note\.(?P<sort>docx|pdf)$", takeaway.note, name="note"),
    re_path(rf"^desk/{DIALOGUE}/commitments\.(?P<sort>csv|xlsx)$", takeaway.commitments, name="commitments"),
    path("calendar/address/", takeaway.calendar_address, name="calendar_address"),
    re_path(r"^calendar/(?P<secret>[A-Za-z0-9_-]{20,80})/(?P<lang>fr|en|ru)\.ics$", takeaway.calendar, name="calendar"),
    path("desk/introductions/", introductions.introductions, name="introductions"),
    path("officers/", officers.officers_page, name="officers"),
    path("officers/me/", ways_in.own_page, name="own_page"),
    path("audit/", audit.audit, name="audit"),
    path("duty/", duty.duty, name="duty"),
    path("duty/mandates/", mandates.mandates, name="mandates"),
    path("api/proposals", api.api(GET=api.list_proposals, POST=api.propose), name="api_proposals"),
    path("api/proposals/<int:proposal>", api.api(GET=api.show_proposal), name="api_proposal"),
    path("api/proposals/<int:proposal>/release", api.api(POST=api.release), name="api_release"),
    path("api/proposals/<int:proposal>/refuse", api.api(POST=api.refuse), name="api_refuse"),
    path("api/positions", api.api(GET=api_inside.list_positions), name="api_positions"),
    path("api/positions/<int:number>", api.api(GET=api_inside.show_position), name="api_position"),
    path(
        "api/positions/<int:number>/approve/<str:version>",
        api.api(POST=api_inside.approve_position),
        name="api_position_approve",
    ),
    path("api/audit", api.api(GET=api_inside.read_trail), name="api_audit"),
    path("api/readings", api.api(POST=api_inside.import_reading), name="api_readings"),
    path("api/mandates", api.api(GET=api.list_mandates, POST=api.give_mandate), name="api_mandates"),
    path("api/mandates/<int:mandate>/confirm", api.api(POST=api.confirm_mandate), name="api_mandate_confirm"),
    path("api/mandates/<int:mandate>/revoke", api.api(POST=api.revoke_mandate), name="api_mandate_revoke"),
    path("api/duty", api.api(POST=api.act_on_duty), name="api_duty"),
    path("api/introductions", api.api(POST=api.bring_introduction), name="api_introductions"),
    re_path(
        rf"^api/introductions/{DIALOGUE}/confirm$",
        api.api(POST=api.confirm_introduction),
        name="api_introduction_confirm",
    ),
    path("api/dialogues", api.api(GET=api.list_dialogues), name="api_dialogues"),
    re_path(rf"^api/dialogues/{DIALOGUE}$", api.api(GET=api.show_dialogue), name="api_dialogue"),
    re_path(rf"^api/dialogues/{DIALOGUE}/rounds$", api.api(GET=api_rounds.list_rounds), name="api_rounds"),
    re_path(
        rf"^api/dialogues/{DIALOGUE}/adopt$",
        api.api(GET=api_rounds.list_adoptable, POST=api_rounds.adopt),
        name="api_adopt",
    ),
    re_path(
        rf"^api/dialogues/{DIALOGUE}/kit$", api.api(GET=api_rounds.make_kit, POST=api_rounds.bring_kit), name="api_kit"
    ),
    re_path(rf"^api/pull/{DIALOGUE}$", api.api(POST=api.look), name="api_pull"),
]

handler400 = "comity.web.fault.bad_request"
handler403 = "comity.web.fault.forbidden"
handler404 = "comity.web.fault.not_found"
handler500 = "comity.web.fault.broken"
