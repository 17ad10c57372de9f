package shop.backupjob;

import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class BackupController {
    private final BackupService backups = new BackupService();

    @PostMapping("/backups")
    public Map<String, Integer> start(@RequestBody BackupRequest request) throws Exception {
        return Map.of("exit", backups.dump(request.getDatabase()));
    }
}
