"""Chainlit as its page on streaming has it. The prompt names the model."""

import chainlit as cl
from openai import AsyncOpenAI

client = AsyncOpenAI()


@cl.on_chat_start
def start_chat():
    cl.user_session.set("message_history", [])


@cl.on_message
async def main(message: cl.Message):
    history = cl.user_session.get("message_history")
    history.append({"role": "user", "content": message.content})
    answer = cl.Message(content="")
    async for part in await client.chat.completions.create(model=message.content, messages=history, stream=True):
        if part.choices and (token := part.choices[0].delta.content):
            await answer.stream_token(token)
    history.append({"role": "assistant", "content": answer.content})
    await answer.update()
