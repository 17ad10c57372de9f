package shop.phonebook;

import java.util.List;
import org.springframework.ldap.core.AttributesMapper;
import org.springframework.ldap.core.LdapTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class PhoneBook {
    private final LdapTemplate ldap;

    public PhoneBook(LdapTemplate ldap) {
        this.ldap = ldap;
    }

    @GetMapping("/phones")
    public List<String> phones(@RequestParam String name) {
        String filter = "(&(objectclass=person)(cn=" + name + "))";
        AttributesMapper<String> phone = attributes -> String.valueOf(attributes.get("telephoneNumber").get());
        return ldap.search("ou=staff", filter, phone);
    }
}
