"""Pages of a district about its mail, and a person's own mail and calendar."""

from django.urls import path

from groundswell.notices.views import choosing, feeds, mail

app_name = "notices"

urlpatterns = [
    path("mail/", mail.mails, name="mails"),
    path("mail/reminders/", choosing.when_to_remind, name="remind"),
    path("mail/<int:pk>/", mail.mail, name="mail"),
    path("mail/<int:pk>/again/", mail.try_again, name="try_again"),
    path("calendar/", feeds.feed, name="feed"),
    path("calendar/renew/", feeds.renew, name="feed_renew"),
    path("calendar/end/", feeds.revoke, name="feed_revoke"),
    path("calendar/choose/", choosing.choose, name="choose"),
    path("stop/<slug:what>/<str:secret>/", choosing.stop, name="stop"),
]
