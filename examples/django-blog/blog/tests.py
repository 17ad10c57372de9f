from django.test import TestCase, override_settings

from .models import Post

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@override_settings(STORAGES=PLAIN)
class BlogTests(TestCase):
    def test_it_is_alive(self) -> None:
        self.assertEqual(self.client.get("/health/").json(), {"status": "ok"})

    def test_an_empty_blog_says_so(self) -> None:
        self.assertContains(self.client.get("/"), "Nothing has been written yet.")

    def test_a_post_is_listed_and_shown(self) -> None:
        post = Post.objects.create(title="First", slug="first", body="Hello <world>")
        self.assertContains(self.client.get("/"), 'href="/first/"')
        self.assertContains(self.client.get(post.get_absolute_url()), "Hello &lt;world&gt;")

    def test_an_unknown_post_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/nothing/").status_code, 404)
