package shop.documentuploadnamed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.springframework.stereotype.Component;

@Component
public class DocumentStore {
    private static final Path ROOT = Paths.get("/srv/documents");

    public void save(String name, byte[] content) throws IOException {
        Path target = ROOT.resolve(name).normalize();
        if (!target.startsWith(ROOT)) {
            throw new IOException("the name leads out of the folder");
        }
        Files.write(target, content);
    }
}
