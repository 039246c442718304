"""The API's own description: OpenAPI 3.1, with errors as problem documents, and a page that shows it without a network."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from huisheng.web.api.problems import CONTENT_TYPE, only_problems

METHODS = ("get", "post", "put", "patch", "delete")


class DescribedAPI(NinjaAPI):
    """NinjaAPI whose description tells the truth about errors, headers and files."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(*args, **kwargs)
        schema["openapi"] = "3.1.0"
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                if method in METHODS:
                    _tell_errors(operation["responses"])
                    _tell_queries(operation)
                    _tell_files(operation)
        return schema

    def _get_urls(self) -> list[Any]:
        patterns: list[Any] = super()._get_urls()
        for pattern in patterns:
            pattern.callback = only_problems(pattern.callback)
        return patterns


def _tell_errors(responses: dict[Any, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= 400 and "content" in response:
            response["content"] = {CONTENT_TYPE: next(iter(response["content"].values()))}


def _tell_queries(operation: dict[str, Any]) -> None:
    """A query parameter is left out, never null."""
    for one in operation.get("parameters", []):
        kinds = one["schema"].pop("anyOf", [])
        one["schema"] |= next((kind for kind in kinds if kind != {"type": "null"}), {})


def _tell_files(operation: dict[str, Any]) -> None:
    if operation["operationId"] == "read_attachment":
        operation["responses"][200]["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}


def docs_page(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Every operation with its fields, rendered here: no script, no foreign host."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        {"method": method.upper(), "path": path, **operation, "fields": _fields(schema, operation)}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]
    origin = f"{request.scheme}://{request.get_host()}"
    return render(request, "api/docs.html", {"operations": operations, "info": schema["info"], "origin": origin})


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per parameter and body field: name, where, type, required, description."""
    rows = [
        {
            "name": one["name"],
            "where": one["in"],
            "kind": _kind(one["schema"]),
            "required": one.get("required", False),
            "description": one.get("description", ""),
        }
        for one in operation.get("parameters", [])
    ]
    for body in operation.get("requestBody", {}).get("content", {}).values():
        rows += _body_fields(schema, body["schema"], prefix="")
    return rows


def _body_fields(schema: dict[str, Any], body: dict[str, Any], *, prefix: str) -> list[dict[str, Any]]:
    body = _resolve(schema, body)
    rows = []
    for name, field in body.get("properties", {}).items():
        inner = _resolve(schema, field)
        if inner.get("type") == "object" and inner.get("properties"):
            rows += _body_fields(schema, inner, prefix=f"{prefix}{name}.")
            continue
        rows.append(
            {
                "name": prefix + name,
                "where": "body",
                "kind": _kind(inner),
                "required": name in body.get("required", []),
                "description": inner.get("description", ""),
            }
        )
    return rows


def _resolve(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    [node] = node.get("allOf", [node])
    found: dict[str, Any] = schema["components"]["schemas"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node
    return found


def _kind(node: dict[str, Any]) -> str:
    if "anyOf" in node:
        return " | ".join(_kind(one) for one in node["anyOf"])
    if "enum" in node:
        return " | ".join(map(str, node["enum"]))
    if node.get("type") == "array":
        return f"[{_kind(node['items'])}]"
    return str(node.get("format") or node.get("type", "object"))
