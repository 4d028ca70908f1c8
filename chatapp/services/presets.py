"""Where well-known model servers are: what fills the form of a new endpoint, and what is looked for here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    name: str
    base_url: str


PRESETS = (
    Preset("OpenAI", "https://api.openai.com/v1"),
    Preset("DeepSeek", "https://api.deepseek.com/v1"),
    Preset("Qwen (DashScope)", "https://dashscope.aliyuncs.com/compatible-mode/v1"),
    Preset("Qwen (DashScope, international)", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
    Preset("Moonshot", "https://api.moonshot.cn/v1"),
    Preset("Moonshot (international)", "https://api.moonshot.ai/v1"),
    Preset("GLM", "https://open.bigmodel.cn/api/paas/v4"),
    Preset("SiliconFlow", "https://api.siliconflow.cn/v1"),
    Preset("OpenRouter", "https://openrouter.ai/api/v1"),
    Preset("Ollama", "http://127.0.0.1:11434/v1"),
    Preset("vLLM", "http://127.0.0.1:8000/v1"),
    Preset("LM Studio", "http://127.0.0.1:1234/v1"),
    Preset("llama.cpp", "http://127.0.0.1:8080/v1"),
)
ON_LOOPBACK = tuple(preset for preset in PRESETS if preset.base_url.startswith("http://127.0.0.1:"))
