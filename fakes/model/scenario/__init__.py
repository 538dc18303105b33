"""Scenarios: what the model says, and when.

A file is YAML, JSON or Python. YAML and JSON hold ``{"scenarios": [...]}``, Python a list named ``scenarios``::

    scenarios:
      - name: weather
        match: {user: weather, tools: [get_weather], tool_result: false}
        say: [{call: {name: get_weather, arguments: {city: Lyon}}}]
      - name: told
        match: {tool_result: {name: get_weather}}
        template: true
        say: "It is {{ last_result }}."

In a folder ``*.yaml``, ``*.yml``, ``*.json`` and ``*.py`` are read, in the order of their names, and every
``<id>/upstream.json``. Names that begin with ``_`` or ``.`` are passed over. A document with ``exchanges`` is a script
(``fakes.model.script``), played as the model ``fake/<id>``; a file's id is its name, an ``upstream.json``'s its folder.
``$schema`` may be named. YAML is read as JSON would be: ``yes`` and dates are texts, keys are texts and occur once.

``name`` (required)
    Unique in everything that is read together.

``match``
    An object whose entries must all hold. Without it, everything matches. A *test* is a text, or an object with one or
    more of ``exact``, ``contains``, ``regex`` (searched, Python's ``re``) and ``glob`` (case counts), which must all
    hold.

    ``dialect``      the API that was asked, a name or a list of names: ``openai``, ``responses``, ``anthropic``.
    ``model``        a test; a plain text is a glob.
    ``system``       a test of all system texts, joined by line ends; a plain text is contained.
    ``user``         a test of the last user turn's text; a plain text is contained.
    ``turn``         how many user turns there are: 1 in the first request.
    ``tool_result``  true: the conversation ends with tool results; false: it does not; a text: one of them contains it;
                     an object: a test of the text, and ``name`` (exact) and ``failed`` (boolean); one must fit whole.
    ``tools``        a name or a list: all of them are offered.
    ``image``        whether the last user turn has an image.
    ``stream``       whether a stream was asked for.
    ``header``       header names, in any case, each with a test; a plain text is exact. An absent header is empty.
    ``json``         JSONPath queries over the request's body, each with a JSON value that one found value equals, or a
                     test (an object with nothing but test names) that one found text passes.
    ``predicate``    Python only: a function of the prompt that returns whether it matches. Asked last, and once.

    A scenario whose next answer calls a tool that is not offered, or that ``tool_choice`` forbids, does not match,
    unless the call is ``unoffered``.

``priority``
    A whole number, 0 unless given. The highest one that matches speaks; of equal ones the first.

``times``
    How often it may match; then it is passed over.

``say``
    A text, or a list of parts: ``{text: ..}``, ``{reasoning: .., signature: .., aloud: true}``,
    ``{redacted_reasoning: ..}``, ``{call: {name: .., arguments: {..}, id: .., unoffered: true}}``, ``{refusal: ..}``.
    Reasoning is said where the request may see it; ``aloud`` says it in OpenAI's chat completions too, whose own models
    show none, as ``reasoning_content``. ``arguments`` may also be JSON as text. In Python it may be a function: prompt
    -> a text, a list of parts, or a ``Saying``. It may be left out where ``fault``, ``pace`` or ``gates`` are given:
    then the model makes something up.

``choices``
    Other sayings, for the choices behind the first (``n``). The last one repeats.

``finish``
    ``stop``, ``length``, ``tool_calls`` or ``content_filter``; ``tool_calls`` after a call, else ``stop``.

``pace``
    ``first_ms``, ``delay_ms`` or ``tokens_per_second``, ``jitter`` (0 to 1).

``gates``
    ``[{event: 3, name: typing}]``: the event of this number, the first is 0, is held until the gate opens.

``fault``
    What goes wrong: a text such as ``reset@event=3``, or an object (``fakes.model.faults``).

``sequence``
    A list of objects with ``say``, ``choices``, ``finish``, ``pace``, ``gates`` and ``fault``, instead of them: the
    k-th match gets the k-th, and the last repeats. ``cycle: true`` begins again instead.

``template``
    True: texts, and the texts in ``arguments``, are Jinja templates, in a sandbox. They know ``user``, ``system``,
    ``model``, ``turn``, ``results`` (a list of ``name`` and ``text``), ``last_result`` (its text), ``tools`` (names),
    ``headers``, ``json`` (the request's body) and ``pick(a, b, ..)``, a choice that follows from the seed and the
    question. An unknown name, or an output over 1 MB, is an error.

What a real model could not have produced is refused when a file is read: see ``plausibility``.
"""
