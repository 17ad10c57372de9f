package shop.queuechooser;

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
        Queue queue = (Queue) new InitialContext().lookup(name);
        Sender.send(queue, text);
    }
}
