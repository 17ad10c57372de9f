package shop.labeltemplatesstored;

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
    private static final String LABEL = "<b>${name}</b><br>${city}";
    private final Configuration configuration = new Configuration(Configuration.VERSION_2_3_32);

    @PostMapping("/labels/preview")
    public Map<String, String> preview(@RequestBody Map<String, String> values) throws IOException, TemplateException {
        Template template = new Template("label", new StringReader(LABEL), configuration);
        StringWriter out = new StringWriter();
        template.process(values, out);
        return Map.of("label", out.toString());
    }
}
