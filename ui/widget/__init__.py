"""The website widget: one plain script, a demo page, and the routes that serve them."""
