"""All that knows HTTP, HTML or Gradio: the page, its handlers, the API, login, limits and uploads."""
