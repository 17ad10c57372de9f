package shop.invitations;

import java.util.Random;
import org.springframework.stereotype.Service;

@Service
public class Invitations {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private final Random random = new Random();
    private final InvitationRepository repository;

    public Invitations(InvitationRepository repository) {
        this.repository = repository;
    }

    public String invite(String email) {
        String token = generateToken(20);
        repository.save(new Invitation(email, token));
        return "https://shop.example/join?token=" + token;
    }

    private String generateToken(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
