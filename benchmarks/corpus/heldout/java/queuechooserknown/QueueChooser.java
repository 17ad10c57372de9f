package shop.queuechooserknown;

import javax.jms.Queue;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class QueueChooser {
    @PostMapping("/queues/{name}")
    public void send(@PathVariable String name, @RequestBody String text) throws NamingException {
        String jndi;
        switch (name) {
            case "orders":
                jndi = "java:comp/env/jms/orders";
                break;
            case "returns":
                jndi = "java:comp/env/jms/returns";
                break;
            default:
                throw new IllegalArgumentException("no such queue");
        }
        Queue queue = (Queue) new InitialContext().lookup(jndi);
        Sender.send(queue, text);
    }
}
