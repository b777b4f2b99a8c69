"""Addresses of events, under ``/d/<district>/events/``.

Places are taken in a section. The addresses of an event mean its first section; with one, that is the only one.
"""

from django.urls import include, path

from groundswell.events import urls_asking, urls_day, urls_desks, urls_school_day
from groundswell.events.views import (
    answers,
    catalogue,
    certificates,
    credit,
    office,
    plans,
    programmes,
    requests,
    school_feed,
    used,
)

app_name = "events"

urlpatterns = [
    path("", catalogue.event_list, name="list"),
    path("<int:pk>/", include("groundswell.events.urls_event")),
    path("sections/<int:section_pk>/", include("groundswell.events.urls_section")),
    path("learning/", include("groundswell.events.urls_learning")),
    *urls_asking.urlpatterns,
    *urls_desks.urlpatterns,
    *urls_day.urlpatterns,
    *urls_school_day.urlpatterns,
    path("offers/<int:pk>/answer/", answers.answer_offer, name="answer_offer"),
    path("offers/<str:secret>/", answers.offer, name="offer"),
    path("on-call/<str:secret>/", answers.on_call, name="on_call"),
    path("cant-come/<str:secret>/", answers.cant_come, name="cant_come"),
    path("take/<str:secret>/", answers.take, name="take"),
    path("approve/<str:secret>/", answers.approve, name="approve"),
    path("calendars/<str:secret>.ics", school_feed.calendar, name="school_calendar"),
    path("schools/<int:place_pk>/calendar/", school_feed.page, name="school_feed"),
    path("schools/<int:place_pk>/calendar/renew/", school_feed.renew, name="school_feed_renew"),
    path("schools/<int:place_pk>/calendar/end/", school_feed.revoke, name="school_feed_revoke"),
    path("new/", office.new, name="new"),
    path("certificates/for/<int:registration_pk>/", certificates.issue, name="certify"),
    path("certificates/<int:certificate_pk>/", certificates.certificate, name="certificate"),
    path(
        "certificates/<int:certificate_pk>/certificate.pdf",
        certificates.certificate_pdf,
        name="certificate_pdf",
    ),
    path(
        "certificates/<int:certificate_pk>/take-back/", certificates.take_back, name="certificate_take_back"
    ),
    path("programmes/", programmes.programme_list, name="programme_list"),
    path("programmes/new/", programmes.new, name="programme_new"),
    path("programmes/<int:programme_pk>/", programmes.programme, name="programme"),
    path("programmes/<int:programme_pk>/edit/", programmes.edit, name="programme_edit"),
    path("programmes/<int:programme_pk>/press/", programmes.press, name="programme_press"),
    path("programmes/<int:programme_pk>/rule/", programmes.rule, name="programme_rule"),
    path("programmes/<int:programme_pk>/copy/", programmes.copy, name="programme_copy"),
    path("programmes/<int:programme_pk>/credit/", credit.terms, name="programme_credit"),
    path("keys/", credit.keys, name="badge_keys"),
    path("keys/<int:key_pk>/retire/", credit.retire_key, name="badge_key_retire"),
    path("keys/<int:key_pk>/withdraw/", credit.withdraw_key, name="badge_key_withdraw"),
    path("requests/", requests.request_list, name="request_list"),
    path("requests/new/", requests.raise_need, name="request_new"),
    path("requests/<int:request_pk>/answer/", requests.answer, name="request_answer"),
    path("used/mine/<int:pk>/", used.used_mine, name="used_mine"),
    path("used/<str:token>/", used.used, name="used"),
    path("plans/<int:plan_pk>/", plans.plan, name="plan"),
    path("plans/<int:plan_pk>/state/", plans.say, name="plan_state"),
    path("plans/<int:plan_pk>/share/", plans.share, name="plan_share"),
    path("plans/<int:plan_pk>/share/<int:share_pk>/end/", plans.unshare, name="plan_unshare"),
    path("plans/<int:plan_pk>/throw-away/", plans.throw_away, name="plan_throw_away"),
]
