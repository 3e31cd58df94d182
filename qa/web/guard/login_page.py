"""The pages for signing in and out, and the headers of every page."""

from __future__ import annotations

from qa.web.render.environment import render_template

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with no-referrer, a browser sends "null" as the origin of a form
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

# In the chat: the page reloads if the user signs out in another tab, or returns to it after signing out.
RELOAD_SCRIPT = (
    "addEventListener('storage',(event)=>{if(event.key===null)location.reload();});"
    "addEventListener('pageshow',(event)=>{if(event.persisted){document.body.hidden=true;location.reload();}});"
)


def content_security_policy(nonce: str = "") -> str:
    """Return the Content-Security-Policy (W3C CSP 3). Scripts of a page carry the nonce; without one, none may run.

    Nothing is fetched from, sent to, or shown on another site. Gradio makes functions of texts, so
    `unsafe-eval` stays.
    """
    scripts = f"'self' 'nonce-{nonce}' 'unsafe-eval'" if nonce else "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
        "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'"
    )


def login(language: str, nonce: str, query: str, notice: str = "", *, forget: bool = False) -> str:
    """Return the login form, after which the chat opens with `query`. `forget` clears the browser's storage."""
    action = f"login?{query}" if query else "login"
    return render_template("login.html", language, nonce=nonce, action=action, notice=notice, forget=forget)


def entered(language: str, nonce: str, query: str, user_key: str) -> str:
    """Return the page that opens the chat. It clears what a user with another `user_key` left in the browser."""
    return render_template(
        "entered.html", language, nonce=nonce, address=f"./?{query}" if query else "./", user_key=user_key
    )
