"""Gradio as its guide on chatbots has it: a generator that yields the text so far. The prompt names the model."""

import gradio as gr
from openai import OpenAI

client = OpenAI()


def predict(message, history):
    said = [{"role": turn["role"], "content": turn["content"][0]["text"]} for turn in history]
    messages = [*said, {"role": "user", "content": message}]
    answer = ""
    for chunk in client.chat.completions.create(model=message, messages=messages, stream=True):
        if chunk.choices and (token := chunk.choices[0].delta.content):
            answer += token
            yield answer


gr.ChatInterface(predict).launch()
