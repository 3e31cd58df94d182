"""All limits of the server are defined here: of one question, one request and one client."""

from __future__ import annotations

from qa.web.rate_limit import Rate

MAX_JSON_BYTES = 8 * 2**20  # a request that is not an upload; 200 exchanges with their passages take some 2 MB
MAX_FORM_BYTES = 8 * 2**10  # a login
MAX_UPLOAD_BYTES = 500 * 2**20  # all files dropped together
MAX_UPLOAD_FILES = 1000  # dropped together; Gradio's own limit of a request
MAX_PASTED_CHARACTERS = 2_000_000
MAX_WAITING_ADDITIONS = 32  # of all clients, added in the chat and not yet ended
MAX_ASKED_ARTICLES = 1000  # to which a question can be limited
MIN_FREE_DISK_BYTES = 256 * 2**20  # what an upload leaves free on the disk
MAX_SENT_FILE_BYTES = 64 * 2**20  # an article's file that is opened in the browser
MAX_QUESTIONS = 2000  # in a file that is evaluated in the chat; `wenbao evaluate` has no limit
MAX_QUEUED_EVENTS = 128  # of all clients
MAX_SESSIONS = 256  # Gradio sessions in memory, each with its conversation
MAX_WAITING_QUESTIONS = 128  # of all clients, asked in the chat and not yet answered
MAX_OPEN_REQUESTS_OF_CLIENT = 64
MAX_OPEN_REQUESTS = 1000

QUESTION_SECONDS = 60.0
INDEXING_SECONDS = 3600.0  # reading and indexing what was dropped
EVALUATION_SECONDS = 3600.0
BODY_SECONDS = 30.0  # to receive a request that is not an upload, or the next part of an upload
UPLOAD_SECONDS = 1800.0  # to receive a whole upload

EVENT_RATE = Rate(180, 0.2)  # everything but uploads and logins; a question, its source and what to ask next are three
UPLOAD_RATE = Rate(20, 6.0)
FAILED_LOGIN_RATE = Rate(5, 20.0)  # for each address
FAILED_LOGIN_RATE_OF_USER = Rate(20, 20.0)  # for each user name, from any address
