package shop.taskboard;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;

@Entity
public class Task {
    @Id
    public long id;
    public String title;
    public Instant created;
    @ManyToOne
    public Board board;
}
