"""/api/v1/: the operations, the description, the page that shows it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from huisheng.web.api import callbacks, departments, moves, problems, tickets
from huisheng.web.api.auth import Bearer
from huisheng.web.api.openapi import DescribedAPI, docs_page
from huisheng.web.api.render import Plain

api = DescribedAPI(
    title="Huisheng API",
    version="1",
    description="Feedback in, status out. 回声的接口：提交反馈、查询进度、推动处理。",
    docs_url=None,
    openapi_url="openapi.json",
    auth=Bearer(),
    renderer=Plain(),
    urls_namespace="api",
)
problems.install(api)
api.add_router("", tickets.router)
api.add_router("", moves.router)
api.add_router("", departments.router)
api.add_router("", callbacks.router)


def docs(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/docs"""
    return docs_page(request, api)


urlpatterns = [path("docs", docs, name="api_docs"), path("", api.urls), re_path("", problems.nothing_here)]
