from django.urls import path

from . import views

app_name = "blog"
urlpatterns = [
    path("", views.PostList.as_view(), name="posts"),
    path("<slug:slug>/", views.PostPage.as_view(), name="post"),
]
