//! Names, titles and streets of the locales for which the crate `fake` has none or few. Data tables.

pub(super) static ES_FIRST: &[&str] = &[
    "Antonio", "María", "Manuel", "Carmen", "José", "Ana", "Francisco", "Isabel", "David", "Laura", "Juan",
    "Cristina", "Javier", "Marta", "Daniel", "Lucía", "Carlos", "Paula", "Jesús", "Elena", "Alejandro", "Sara",
    "Miguel", "Raquel", "Rafael", "Pilar", "Pedro", "Mercedes", "Pablo", "Rosa", "Ángel", "Beatriz", "Sergio",
    "Julia", "Fernando", "Irene", "Jorge", "Alba", "Luis", "Silvia", "Alberto", "Patricia", "Álvaro", "Rocío",
    "Diego", "Nuria", "Adrián", "Teresa", "Raúl", "Andrea", "Iván", "Inés", "Rubén", "Sofía", "Óscar", "Claudia",
    "Ramón", "Noelia", "Enrique", "Lorena", "Víctor", "Eva", "Hugo", "Valeria", "Mateo", "Martina",
];

pub(super) static ES_LAST: &[&str] = &[
    "García", "Rodríguez", "González", "Fernández", "López", "Martínez", "Sánchez", "Pérez", "Gómez", "Martín",
    "Jiménez", "Hernández", "Ruiz", "Díaz", "Moreno", "Muñoz", "Álvarez", "Romero", "Gutiérrez", "Alonso",
    "Navarro", "Torres", "Domínguez", "Ramos", "Vázquez", "Ramírez", "Gil", "Serrano", "Molina", "Morales",
    "Suárez", "Ortega", "Castro", "Delgado", "Ortiz", "Rubio", "Marín", "Sanz", "Iglesias", "Medina", "Garrido",
    "Cortés", "Castillo", "Santos", "Lozano", "Guerrero", "Cano", "Prieto", "Méndez", "Cruz", "Calvo",
    "Gallego", "Vidal", "León", "Herrera", "Márquez", "Peña", "Flores", "Cabrera", "Campos", "Vega", "Fuentes",
];

pub(super) static PL_FIRST: &[&str] = &[
    "Anna", "Piotr", "Maria", "Krzysztof", "Katarzyna", "Andrzej", "Małgorzata", "Tomasz", "Agnieszka", "Paweł",
    "Barbara", "Jan", "Ewa", "Michał", "Krystyna", "Marcin", "Elżbieta", "Jakub", "Magdalena", "Adam", "Joanna",
    "Łukasz", "Monika", "Marek", "Aleksandra", "Grzegorz", "Zofia", "Mateusz", "Teresa", "Wojciech", "Natalia",
    "Mariusz", "Julia", "Dariusz", "Danuta", "Zbigniew", "Karolina", "Rafał", "Beata", "Maciej", "Dorota",
    "Robert", "Jadwiga", "Kamil", "Halina", "Jacek", "Irena", "Dawid", "Alicja", "Szymon", "Justyna", "Kacper",
    "Iwona", "Bartosz", "Wiktoria", "Artur", "Hanna", "Sebastian", "Oliwia", "Filip", "Emilia", "Damian",
];

pub(super) static PL_LAST: &[&str] = &[
    "Nowak", "Wójcik", "Kowalczyk", "Woźniak", "Mazur", "Krawczyk", "Kaczmarek", "Zając", "Król", "Wieczorek",
    "Wróbel", "Stępień", "Adamczyk", "Dudek", "Pawlak", "Walczak", "Sikora", "Baran", "Michalak", "Szewczyk",
    "Tomczak", "Pietrzak", "Duda", "Wilk", "Kubiak", "Kołodziej", "Bąk", "Kaźmierczak", "Mróz", "Jasiński",
    "Wrona", "Lis", "Maciejewski", "Czarnecki", "Sobczak", "Głowacki", "Kozak", "Urban", "Cieślak", "Szulc",
    "Krupa", "Bielak", "Marciniak", "Kot", "Laskowski", "Gajewski", "Kurek", "Tomczyk", "Kozłowski", "Zalewski",
    "Borkowski", "Czerwiński", "Sawicki", "Sokołowski", "Urbański", "Kubicki", "Maj", "Nawrocki", "Piątek",
    "Ratajczak", "Stefański", "Zięba",
];

pub(super) static ES_TITLES: &[&str] = &["Sr.", "Sra.", "Srta.", "Dr.", "Dra."];
pub(super) static PL_TITLES: &[&str] = &["Pan", "Pani", "Dr", "Prof.", "Inż."];
pub(super) static DE_TITLES: &[&str] = &["Frau", "Herr", "Dr.", "Prof."];

pub(super) static EN_STREETS: &[&str] = &[
    "Main Street", "Oak Avenue", "Maple Street", "Cedar Lane", "Pine Street", "Elm Street", "Washington Avenue",
    "Lake Drive", "Hill Road", "Park Avenue", "River Road", "Church Street", "Highland Avenue", "Sunset Boulevard",
    "Lincoln Street", "Mill Road", "Spring Street", "Willow Lane", "Chestnut Street", "Franklin Avenue",
    "Meadow Lane", "Forest Drive", "Jefferson Street", "Ridge Road", "Walnut Street", "College Avenue",
    "Birch Court", "Harbor Way", "Prospect Street", "Orchard Lane", "Union Street", "Valley View Drive",
    "Garden Terrace", "Station Road", "Cherry Street", "Grove Place", "Summit Avenue", "Bridge Street",
];
pub(super) static DE_STREETS: &[&str] = &[
    "Hauptstraße", "Bahnhofstraße", "Gartenstraße", "Schulstraße", "Dorfstraße", "Bergstraße", "Lindenallee",
    "Birkenweg", "Kirchgasse", "Waldweg", "Ringstraße", "Goethestraße", "Schillerstraße", "Mozartstraße",
    "Rosenweg", "Wiesenweg", "Marktplatz", "Am Mühlbach", "Feldstraße", "Parkstraße", "Eichenweg", "Uferweg",
    "Industriestraße", "Amselweg", "Jahnstraße", "Burgstraße", "Talstraße", "Sonnenweg",
];
pub(super) static FR_STREETS: &[&str] = &[
    "rue de la Paix", "avenue Victor Hugo", "rue de la République", "place de la Mairie", "rue des Lilas",
    "boulevard Pasteur", "rue du Moulin", "chemin des Vignes", "rue Jean Jaurès", "impasse des Roses",
    "rue de l'Église", "avenue de la Gare", "rue des Écoles", "quai du Port", "rue du Château", "allée des Tilleuls",
    "rue Pierre Curie", "rue du Stade", "avenue des Platanes", "rue Saint-Michel", "cours Gambetta",
    "rue des Acacias", "rue du Marché", "rue de Verdun",
];
pub(super) static ES_STREETS: &[&str] = &[
    "Calle Mayor", "Avenida de la Constitución", "Calle Real", "Plaza de España", "Calle del Sol", "Calle Nueva",
    "Paseo del Prado", "Calle de la Iglesia", "Avenida de Andalucía", "Calle San Juan", "Calle de la Fuente",
    "Ronda de Toledo", "Calle del Carmen", "Camino Viejo", "Calle Goya", "Calle Cervantes", "Plaza Mayor",
    "Calle de Alcalá", "Calle Colón", "Avenida del Mar", "Calle La Paz", "Travesía del Río",
];
pub(super) static PT_STREETS: &[&str] = &[
    "Rua Direita", "Avenida da Liberdade", "Rua do Comércio", "Praça da República", "Rua das Flores",
    "Rua de São João", "Travessa da Igreja", "Rua Nova", "Avenida Central", "Largo do Rossio", "Rua do Sol",
    "Rua Augusta", "Rua da Escola", "Estrada Nacional", "Rua 25 de Abril", "Alameda dos Oceanos",
    "Rua do Moinho", "Rua Camões", "Rua da Fonte", "Calçada do Carmo",
];
pub(super) static IT_STREETS: &[&str] = &[
    "Via Roma", "Via Garibaldi", "Corso Italia", "Via Dante", "Piazza Duomo", "Via Mazzini", "Via Verdi",
    "Viale Europa", "Via Cavour", "Via Marconi", "Corso Vittorio Emanuele", "Via della Libertà", "Via San Marco",
    "Via dei Mille", "Piazza della Repubblica", "Via Leopardi", "Via Manzoni", "Vicolo Stretto", "Via Galilei",
    "Via Kennedy", "Viale dei Pini", "Via Colombo",
];
pub(super) static NL_STREETS: &[&str] = &[
    "Kerkstraat", "Dorpsstraat", "Schoolstraat", "Molenweg", "Stationsweg", "Julianastraat", "Wilhelminastraat",
    "Beukenlaan", "Eikenlaan", "Nieuwstraat", "Hoofdstraat", "Marktplein", "Prinsengracht", "Lindelaan",
    "Parallelweg", "Burgemeesterlaan", "Raadhuisplein", "Industrieweg", "Zeestraat", "Havenkade",
];
pub(super) static PL_STREETS: &[&str] = &[
    "ul. Polna", "ul. Leśna", "ul. Słoneczna", "ul. Krótka", "ul. Szkolna", "ul. Ogrodowa", "ul. Lipowa",
    "ul. Łąkowa", "ul. Brzozowa", "ul. Kwiatowa", "ul. Kościelna", "ul. Sosnowa", "ul. Zielona", "ul. Parkowa",
    "ul. Akacjowa", "al. Jana Pawła II", "ul. Mickiewicza", "ul. Sienkiewicza", "ul. Kościuszki", "pl. Wolności",
];
pub(super) static JA_STREETS: &[&str] = &[
    "中央", "本町", "栄町", "緑町", "桜町", "大手町", "旭町", "幸町", "東町", "西町", "南町", "北町", "泉", "若葉",
    "青葉", "末広町", "新町", "元町", "山手", "港町", "駅前", "宮前", "松原", "高台",
];
pub(super) static ZH_STREETS: &[&str] = &[
    "中山路", "人民路", "解放路", "建设路", "和平路", "新华路", "北京路", "南京路", "文化路", "长江路", "黄河路",
    "光明街", "胜利街", "东风路", "友谊路", "学府路", "迎宾大道", "滨海大道", "花园街", "朝阳路", "幸福路", "科技路",
];

pub(super) static ES_SUFFIXES: &[&str] = &["S.A.", "S.L.", "y Asociados", "e Hijos", "Grupo"];
pub(super) static PL_SUFFIXES: &[&str] = &["sp. z o.o.", "S.A.", "sp. j.", "i Synowie", "Grupa"];
pub(super) static FR_SUFFIXES: &[&str] = &["SARL", "SA", "SAS", "et Fils", "Groupe"];
