package shop.taskboard;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;

@Path("/boards/{board}/tasks")
public class TaskResource {
    @Inject
    EntityManager entities;

    @GET
    public List<Task> tasks(@PathParam("board") long board, @QueryParam("order") @DefaultValue("created") String order) {
        String query = String.format("SELECT t FROM Task t WHERE t.board.id = :board ORDER BY t.%s", order);
        return entities.createQuery(query, Task.class).setParameter("board", board).getResultList();
    }
}
