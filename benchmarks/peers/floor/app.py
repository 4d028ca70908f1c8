"""The least that streams: Starlette, the openai client, a page that appends plain text. The prompt names the model."""

from pathlib import Path

from openai import AsyncOpenAI
from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

client = AsyncOpenAI()


async def page(request):
    return FileResponse(Path(__file__).with_name("page.html"))


async def chat(socket: WebSocket):
    await socket.accept()
    messages = []
    try:
        while True:
            prompt = await socket.receive_text()
            messages.append({"role": "user", "content": prompt})
            answer = ""
            async for chunk in await client.chat.completions.create(model=prompt, messages=messages, stream=True):
                if chunk.choices and (token := chunk.choices[0].delta.content):
                    answer += token
                    await socket.send_text(token)
            messages.append({"role": "assistant", "content": answer})
    except WebSocketDisconnect:
        pass


app = Starlette(routes=[Route("/", page), WebSocketRoute("/chat", chat)])
