package shop.taskboardordered;

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
    enum Order {
        CREATED("created"), TITLE("title");

        final String field;

        Order(String field) {
            this.field = field;
        }
    }

    @Inject
    EntityManager entities;

    @GET
    public List<Task> tasks(@PathParam("board") long board, @QueryParam("order") @DefaultValue("CREATED") String order) {
        Order chosen = Order.valueOf(order.toUpperCase());
        String query = String.format("SELECT t FROM Task t WHERE t.board.id = :board ORDER BY t.%s", chosen.field);
        return entities.createQuery(query, Task.class).setParameter("board", board).getResultList();
    }
}
