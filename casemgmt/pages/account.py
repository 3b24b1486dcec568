"""Signing in and out, one's own password and sessions, and help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import password_validation
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agency import audit, lockouts, sessions
from agency.access import Action, for_everyone_signed_in, may, public
from agency.models import AuditEvent, AuditEventType, User
from agency.passwords import needs_new_password
from agency.roles import Role
from agency.sessions import Ended
from casemgmt import errors

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

#: What everyone sees of their own account on "My sign-in".
ACCOUNT_EVENTS = [
    AuditEventType.SIGNED_IN,
    AuditEventType.SIGN_IN_FAILED,
    AuditEventType.LOCKED_OUT,
    AuditEventType.UNLOCKED,
    AuditEventType.SIGNED_OUT,
    AuditEventType.SESSION_ENDED,
    AuditEventType.PASSWORD_CHANGED,
]
EVENTS_SHOWN = 50


class SignInForm(LoginForm):
    """User name and password. Both may be pasted and filled in by a password manager."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["login"]
        name.label = "User name"
        name.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )
        name.error_messages["required"] = "Enter your user name."
        password = self.fields["password"]
        password.help_text = ""
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        password.error_messages["required"] = "Enter your password."


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SignIn(LoginView):
    """The sign-in page."""

    form_class = SignInForm
    template_name = "account/login.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign in, unless too many sign-ins failed from this address."""
        if lockouts.address_is_blocked(audit.source_ip(request)):
            seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
            return errors.too_many_tries(request, seconds)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds why the last session ended, in `ended`."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        ended = self.request.GET.get("ended", "")
        context["ended"] = ended if ended in set(Ended) else ""
        context["idle_minutes"] = settings.SESSION_IDLE_SECONDS // 60
        context["longest_hours"] = settings.SESSION_ABSOLUTE_SECONDS // 3600
        context["help_url"] = reverse("pages:cannot-sign-in")
        return context


class SignOut(LogoutView):
    """Signs out, here and wherever else the same person is signed in."""

    template_name = "account/logout.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End every session of the person and have the browser forget what it holds of ours."""
        user = self.request.user
        if isinstance(user, User):
            audit.record(AuditEventType.SIGNED_OUT, user)
            sessions.end_all(user, but=self.request.session.session_key)
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response

    def get_redirect_url(self) -> str:
        """The sign-in page, which says that one has signed out."""
        return f"{reverse('account_login')}?ended={Ended.SIGNED_OUT}"


class NewPasswordForm(ChangePasswordForm):
    """The present password and the new one, once: it can be shown while it is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        present, new = self.fields["oldpassword"], self.fields["password1"]
        present.label = "Present password"
        present.help_text = ""
        present.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        present.error_messages["required"] = "Enter your present password."
        new.label = "New password"
        new.help_text = " ".join(password_validation.password_validators_help_texts())
        new.widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        new.error_messages["required"] = "Enter a new password."

    def clean_oldpassword(self) -> str:
        """Check it as sign-in does, so that guessing it locks the account too."""
        from allauth.account.adapter import get_adapter

        given: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, given):
            raise forms.ValidationError("This is not your present password.")
        return given

    def clean(self) -> dict[str, Any]:
        """A new password differs from the present one."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("password1") and cleaned["password1"] == cleaned.get("oldpassword"):
            self.add_error("password1", "This is your present password. Choose another.")
        return cleaned


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePassword(PasswordChangeView):
    """Change one's own password; every other session of the person ends."""

    form_class = NewPasswordForm
    template_name = "account/password_change.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to those who sign in with a password of ours."""
        if not request.user.has_usable_password():  # type: ignore[union-attr]
            messages.info(request, "Your account has no password here that you could change.")
            return redirect("pages:my-sign-in")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds whether the person has no choice, in `forced`."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["forced"] = needs_new_password(self.request.user)
        return context

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        """Save it under a new session and say so."""
        response: HttpResponse = super().form_valid(form)
        sessions.end_all(form.user, but=self.request.session.session_key)
        messages.success(
            self.request, "Your password is changed. You were signed out everywhere else."
        )
        return response

    def get_default_success_url(self) -> str:
        """My sign-in."""
        return reverse("pages:my-sign-in")


sign_in = public("Nobody is signed in before it.")(SignIn.as_view())
sign_out = public("Signing out must work when the session has just ended, too.")(SignOut.as_view())
change_password = for_everyone_signed_in(
    "One's own password; no record of anybody is in it.", before_new_password=True
)(ChangePassword.as_view())


@public("Who cannot sign in must find out whom to ask; it names no account.")
def cannot_sign_in(request: HttpRequest) -> HttpResponse:
    """Whom to ask when sign-in fails."""
    return render(request, "pages/account/cannot_sign_in.html", _whom_to_ask())


@for_everyone_signed_in("Keys and whom to ask; no record of anybody is in it.")
def help_page(request: HttpRequest) -> HttpResponse:
    """The keys, and whom to ask."""
    return render(request, "pages/account/help.html", _whom_to_ask())


@for_everyone_signed_in("One's own sessions and what one did oneself.")
def my_sign_in(request: HttpRequest) -> HttpResponse:
    """One's own sessions, password and recent events."""
    user = request.user
    assert isinstance(user, User)
    context = {
        "sessions": sessions.own_sessions(user, request.session.session_key),
        "all_events": may(user, "audit_log", Action.READ),
        "events": _own_events(user)[:EVENTS_SHOWN],
    }
    return render(request, "pages/account/my_sign_in.html", context)


@for_everyone_signed_in("Ends one's own sessions only.")
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    user = request.user
    assert isinstance(user, User)
    name = request.POST.get("session", "")
    if name == "others":
        ended = sessions.end_all(user, but=request.session.session_key)
    else:
        ended = int(sessions.end_one(user, name))
    if ended:
        audit.record(AuditEventType.SESSION_ENDED, user, details={"sessions": ended})
        words = "That session is ended." if ended == 1 else f"{ended} sessions are ended."
        messages.success(request, words)
    else:
        messages.info(request, "There was no such session any more.")
    return redirect("pages:my-sign-in")


@for_everyone_signed_in("Keeps one's own session going; shows nothing.", before_new_password=True)
@require_POST
def renew_session(request: HttpRequest) -> HttpResponse:
    """Keep the session going: the request itself did it. The seconds left, for the countdown."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"ends_in": sessions.seconds_left(request.session)})
    return redirect("pages:home")


def _own_events(user: User) -> QuerySet[AuditEvent]:
    """What the person did, or only what became of the account; newest first."""
    events = AuditEvent.objects.order_by("-at", "-pk")
    if may(user, "audit_log", Action.READ):
        return events.filter(actor_id=user.pk)
    own = events.filter(actor_id=user.pk, type__in=ACCOUNT_EVENTS)
    about = events.filter(object_type="user", object_id=str(user.pk), type__in=ACCOUNT_EVENTS)
    return (own | about).distinct()


def _whom_to_ask() -> dict[str, Any]:
    return {"administrator": Role.AGENCY_ADMINISTRATOR.label.lower()}
