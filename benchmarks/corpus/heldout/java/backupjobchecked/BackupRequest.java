package shop.backupjobchecked;

public class BackupRequest {
    private String database;

    public String getDatabase() {
        return database;
    }

    public void setDatabase(String database) {
        this.database = database;
    }
}
