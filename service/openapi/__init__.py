"""What the service speaks, for machines: an OpenAPI document and TypeScript types, made from the code's own words.

Plain data and text: nothing is asked or sent. ``document`` describes endpoints, ``typescript`` what frontends name.
"""
