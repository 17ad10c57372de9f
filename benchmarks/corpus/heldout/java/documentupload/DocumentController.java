package shop.documentupload;

import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
public class DocumentController {
    private final DocumentStore store;

    public DocumentController(DocumentStore store) {
        this.store = store;
    }

    @PostMapping("/documents")
    public ResponseEntity<Void> upload(@RequestParam("file") MultipartFile file) throws IOException {
        if (file.isEmpty() || !"application/pdf".equals(file.getContentType())) {
            return ResponseEntity.badRequest().build();
        }
        store.save(file.getOriginalFilename(), file.getBytes());
        return ResponseEntity.noContent().build();
    }
}
