"""NiceGUI as its example "chat with AI" has it, on the openai client. The prompt names the model."""

import os

from nicegui import ui
from openai import AsyncOpenAI

client = AsyncOpenAI()


@ui.page("/")
def main():
    messages = []

    async def send():
        prompt, text.value = text.value, ""
        messages.append({"role": "user", "content": prompt})
        with conversation:
            ui.chat_message(text=prompt, name="You", sent=True)
            with ui.chat_message(name="Bot", sent=False):
                shown = ui.markdown()
            spinner = ui.spinner(type="dots")
        answer = ""
        async for chunk in await client.chat.completions.create(model=prompt, messages=messages, stream=True):
            if chunk.choices and (token := chunk.choices[0].delta.content):
                answer += token
                shown.set_content(answer)
                ui.run_javascript("window.scrollTo(0, document.body.scrollHeight)")
        conversation.remove(spinner)
        messages.append({"role": "assistant", "content": answer})

    conversation = ui.column().classes("w-full max-w-2xl mx-auto items-stretch")
    with ui.footer().classes("bg-white"):
        text = ui.input(placeholder="message").classes("w-full").on("keydown.enter", send)


ui.run(port=int(os.environ["PORT"]), host="127.0.0.1", reload=False, show=False)
