from django.db import models

from .managers import TicketManager


class Ticket(models.Model):
    subject = models.CharField(max_length=200)
    team = models.ForeignKey("Team", on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TicketManager()
