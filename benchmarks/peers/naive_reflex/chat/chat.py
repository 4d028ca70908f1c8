"""Reflex as its chat template has it: turns in the state, changed for each token. The prompt names the model."""

from typing import TypedDict

import reflex as rx
from openai import AsyncOpenAI

client = AsyncOpenAI()


class Turn(TypedDict):
    question: str
    answer: str


class State(rx.State):
    turns: list[Turn] = []
    processing: bool = False

    @rx.event
    async def process_question(self, form_data: dict):
        prompt = form_data["question"]
        messages = []
        for turn in self.turns:
            messages.append({"role": "user", "content": turn["question"]})
            messages.append({"role": "assistant", "content": turn["answer"]})
        messages.append({"role": "user", "content": prompt})
        self.turns.append(Turn(question=prompt, answer=""))
        self.processing = True
        yield
        async for chunk in await client.chat.completions.create(model=prompt, messages=messages, stream=True):
            if chunk.choices and (token := chunk.choices[0].delta.content):
                self.turns[-1]["answer"] += token
                self.turns = self.turns
                yield
        self.processing = False


def bubble(turn: Turn) -> rx.Component:
    return rx.box(rx.box(rx.markdown(turn["question"]), text_align="right"), rx.markdown(turn["answer"]))


def index() -> rx.Component:
    return rx.vstack(
        rx.auto_scroll(rx.foreach(State.turns, bubble), flex="1", width="100%"),
        rx.form(
            rx.hstack(
                rx.input(placeholder="Type something...", id="question", flex="1"),
                rx.button("Send", loading=State.processing, disabled=State.processing, type="submit"),
            ),
            on_submit=State.process_question,
            reset_on_submit=True,
        ),
        height="100dvh",
    )


app = rx.App()
app.add_page(index)
