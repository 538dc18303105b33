from service.messages import ReasoningPart
from service.step_memory import StepMemory


def test_nothing_said_is_nothing() -> None:
    memory = StepMemory()
    assert (memory.text, memory.reasoning) == (None, ())


def test_what_was_said_is_one_text() -> None:
    memory = StepMemory()
    memory.say("H", "el")
    memory.say("lo")
    memory.seal("anthropic", "x")
    memory.say("!")
    assert memory.text == "Hello!"


def test_thoughts_are_parts_in_their_order_each_with_its_own_proof() -> None:
    memory = StepMemory()
    memory.think("one ")
    memory.think("two")
    # Until it is signed, or not, the part is not whole.
    assert not memory.reasoning
    memory.sign("anthropic", "s1")
    memory.seal("anthropic", "sealed")
    memory.think("three")
    memory.sign("", "")
    memory.sign("google", "s2")
    assert memory.reasoning == (
        ReasoningPart("one two", "anthropic", "s1"),
        ReasoningPart("", "anthropic", data="sealed"),
        ReasoningPart("three"),
        ReasoningPart("", "google", "s2"),
    )


def test_a_part_without_thoughts_or_proof_is_none() -> None:
    memory = StepMemory()
    memory.sign("", "")
    memory.sign("anthropic", "")
    assert memory.reasoning == ()


def test_what_was_read_does_not_change() -> None:
    memory = StepMemory()
    memory.think("a")
    memory.sign("", "")
    before = memory.reasoning
    memory.think("b")
    memory.sign("", "")
    assert len(before) == 1
    assert len(memory.reasoning) == 2
