"""What a Composer package implies: the service it is a client of, and the PHP extension it works through.

Sources: each package's own composer.json and README.
"""

from __future__ import annotations

SERVICE_CLIENTS: dict[str, str] = {
    "predis/predis": "redis", "snc/redis-bundle": "redis", "laravel/horizon": "redis", "symfony/redis-messenger": "redis", "enqueue/redis": "redis",
    "mongodb/mongodb": "mongodb", "mongodb/laravel-mongodb": "mongodb", "jenssegers/mongodb": "mongodb", "doctrine/mongodb-odm": "mongodb", "doctrine/mongodb-odm-bundle": "mongodb",
    "php-amqplib/php-amqplib": "rabbitmq", "php-amqplib/rabbitmq-bundle": "rabbitmq", "symfony/amqp-messenger": "rabbitmq", "vladimir-yuldashev/laravel-queue-rabbitmq": "rabbitmq",
    "bunny/bunny": "rabbitmq", "enqueue/amqp-ext": "rabbitmq", "enqueue/amqp-lib": "rabbitmq", "jwage/phpamqplib-messenger": "rabbitmq",
    "elasticsearch/elasticsearch": "elasticsearch", "ruflin/elastica": "elasticsearch", "friendsofsymfony/elastica-bundle": "elasticsearch", "opensearch-project/opensearch-php": "elasticsearch",
    "babenkoivan/elastic-scout-driver": "elasticsearch", "matchish/laravel-scout-elasticsearch": "elasticsearch",
    "league/flysystem-aws-s3-v3": "s3", "league/flysystem-async-aws-s3": "s3", "async-aws/s3": "s3",
    "mateusjunges/laravel-kafka": "kafka", "enqueue/rdkafka": "kafka", "longlang/phpkafka": "kafka",
    "basis-company/nats": "nats",
}

EXTENSIONS_OF: dict[str, tuple[str, ...]] = {
    "php-amqplib/php-amqplib": ("sockets",), "vladimir-yuldashev/laravel-queue-rabbitmq": ("sockets",), "symfony/amqp-messenger": ("amqp",), "enqueue/amqp-ext": ("amqp",),
    "symfony/redis-messenger": ("redis",), "snc/redis-bundle": (), "laravel/horizon": ("pcntl",), "laravel/octane": ("pcntl",), "laravel/reverb": ("pcntl",),
    "mongodb/mongodb": ("mongodb",), "mongodb/laravel-mongodb": ("mongodb",), "jenssegers/mongodb": ("mongodb",), "doctrine/mongodb-odm-bundle": ("mongodb",),
    "enqueue/rdkafka": ("rdkafka",), "mateusjunges/laravel-kafka": ("rdkafka",),
    "phpoffice/phpspreadsheet": ("gd", "zip"), "maatwebsite/excel": ("gd", "zip"), "intervention/image": ("gd",), "intervention/image-laravel": ("gd",), "mpdf/mpdf": ("gd",),
    "filament/filament": ("intl",), "filament/support": ("intl",), "cakephp/cakephp": ("intl",), "codeigniter4/framework": ("intl",), "moneyphp/money": ("bcmath",), "brick/money": (),
    "league/flysystem-ftp": ("ftp",), "symfony/ldap": ("ldap",), "directorytree/ldaprecord": ("ldap",), "directorytree/ldaprecord-laravel": ("ldap",), "adldap2/adldap2": ("ldap",),
    "easycorp/easyadmin-bundle": ("intl",), "api-platform/core": (),
}
"""What such a package asks for in its own manifest; counted where there is no lockfile that would say it exactly."""

FRAMEWORKS: tuple[tuple[str, str], ...] = (
    ("laravel/framework", "Laravel"), ("laravel/lumen-framework", "Lumen"), ("symfony/framework-bundle", "Symfony"), ("symfony/symfony", "Symfony"), ("slim/slim", "Slim"),
    ("cakephp/cakephp", "CakePHP"), ("codeigniter4/framework", "CodeIgniter"), ("codeigniter/framework", "CodeIgniter"), ("yiisoft/yii2", "Yii"), ("laminas/laminas-mvc", "Laminas"),
    ("mezzio/mezzio", "Mezzio"), ("hyperf/framework", "Hyperf"), ("leafs/leaf", "Leaf"), ("flightphp/core", "Flight"), ("mikecao/flight", "Flight"), ("bcosca/fatfree-core", "Fat-Free"),
    ("phalcon/devtools", "Phalcon"), ("nette/application", "Nette"), ("drupal/core-recommended", "Drupal"), ("drupal/core", "Drupal"), ("roots/wordpress", "WordPress"),
    ("johnpbloch/wordpress", "WordPress"), ("craftcms/cms", "Craft CMS"), ("getkirby/cms", "Kirby"), ("typo3/cms-core", "TYPO3"), ("silverstripe/framework", "Silverstripe"),
)
"""Package → the framework's name; the first one present is what the app is written in."""
