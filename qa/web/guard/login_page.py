"""The pages of logging in and out, and the headers of every page. Knows texts and HTML, no account."""

from __future__ import annotations

from html import escape

from qa.i18n.messages import text

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with no-referrer a browser calls the page of a form "null"
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

# In the chat: where somebody logs out in another tab, or comes back after it, the page is asked for anew.
WATCH = (
    "addEventListener('storage',(event)=>{if(event.key===null)location.reload();});"
    "addEventListener('pageshow',(event)=>{if(event.persisted){document.body.hidden=true;location.reload();}});"
)

_STYLE = (
    "body{font:1rem/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;background:#faf7f0;"
    "color:#241f1a;display:grid;place-items:center;min-height:100vh;margin:0}form,p{width:min(20rem,85vw)}"
    "label{display:block;margin:.8rem 0 .2rem}input{width:100%;box-sizing:border-box;font:inherit;padding:.5rem}"
    "button{font:inherit;margin-top:1.2rem;padding:.5rem 1.4rem}.wrong{color:#9b1c1c}"
    "@media(prefers-color-scheme:dark){body{background:#171410;color:#ece5d8}.wrong{color:#ff9a8d}}"
)


def policy(nonce: str = "") -> str:
    """The Content-Security-Policy. Scripts of a page carry the nonce; Gradio makes functions of texts, so `eval` stays.

    Nothing is fetched from, sent to, or shown on another site.
    """
    scripts = f"'self' 'nonce-{nonce}' 'unsafe-eval'" if nonce else "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
        "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'"
    )


def login(language: str, nonce: str, query: str, told: str = "", *, forget: bool = False) -> str:
    """The form of logging in, after which the chat opens with `query`. With `forget` the browser's store is emptied."""
    told = f'<p class="wrong" role="alert">{escape(told)}</p>' if told else ""
    script = f'<script nonce="{nonce}">localStorage.clear();sessionStorage.clear();</script>' if forget else ""
    action = escape(f"login?{query}" if query else "login")
    body = (
        f'<form method="post" action="{action}"><h1>{escape(text(language, "name"))}</h1>{told}'
        f'<label for="username">{escape(text(language, "user"))}</label>'
        '<input id="username" name="username" autocomplete="username" autocapitalize="none" required autofocus>'
        f'<label for="password">{escape(text(language, "password"))}</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required>'
        f"<button>{escape(text(language, 'sign_in'))}</button></form>{script}"
    )
    return _page(language, body)


def entered(language: str, nonce: str, query: str, whose: str) -> str:
    """The page that opens the chat. What another user left in the browser's store goes; `whose` tells users apart."""
    script = (
        f"const whose='{whose}';if(localStorage.getItem('wenbao-user')!==whose)"
        "{localStorage.clear();sessionStorage.clear();localStorage.setItem('wenbao-user',whose);}"
        "location.replace(document.getElementById('chat').href);"
    )
    place = escape(f"./?{query}" if query else "./")
    told = escape(text(language, "signed_in"))
    return _page(language, f'<p><a id="chat" href="{place}">{told}</a></p><script nonce="{nonce}">{script}</script>')


def _page(language: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(text(language, 'name'))}</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )
