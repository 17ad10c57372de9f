from django.db import models


class TicketManager(models.Manager):
    def matching(self, team, words, order="created_at"):
        sql = (
            "SELECT t.* FROM desk_ticket t JOIN desk_team m ON m.id = t.team_id "
            f"WHERE m.slug = %s AND t.subject LIKE '%%{words}%%' ORDER BY t.created_at"
        )
        return self.raw(sql, [team])
