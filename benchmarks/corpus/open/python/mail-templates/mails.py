from jinja2 import Environment, FileSystemLoader

environment = Environment(loader=FileSystemLoader("templates/mails"), autoescape=False, trim_blocks=True)


def order_mail(order):
    return environment.get_template("order.html").render(order=order, customer=order.customer)
