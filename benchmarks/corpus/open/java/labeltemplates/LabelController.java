package shop.labeltemplates;

import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class LabelController {
    private final Configuration configuration = new Configuration(Configuration.VERSION_2_3_32);

    @PostMapping("/labels/preview")
    public String preview(@RequestBody String source) throws IOException, TemplateException {
        Template template = new Template("preview", new StringReader(source), configuration);
        StringWriter out = new StringWriter();
        template.process(Map.of("name", "Ada", "city", "London"), out);
        return out.toString();
    }
}
