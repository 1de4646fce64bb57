using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

public class ConfigReaderTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Fact]
    public void Without_a_file_everything_has_its_default()
    {
        var config = Good(null);
        Assert.Equal([new ListenAddress("127.0.0.1", 8080)], config.Server.Listen);
        Assert.Equal(33_554_432, config.Server.MaxBodyBytes);
        Assert.Equal(TimeSpan.FromSeconds(30), config.Server.ShutdownTimeout);
        Assert.False(config.Server.Cors.AnyOrigin);
        Assert.Empty(config.Server.Cors.Origins);
        Assert.Equal(Path.GetFullPath("data/penstock.db"), config.Storage.Sqlite);
        Assert.Equal((LoggingLevel.Info, LoggingFormat.Auto), (config.Logging.Level, config.Logging.Format));
        Assert.Equal(new OnnxConfig(null), config.Onnx);
        Assert.Equal(new KeysConfig(null, null), config.Keys);
        Assert.Empty(config.Providers);
        Assert.Empty(config.Models);
    }

    [Fact]
    public void Values_come_out_as_written()
    {
        var config = Good("""
            server: { listen: ["[::1]:1", "localhost:2"], max_body_bytes: 10MB, cors: "*", shutdown_timeout: 1.5s }
            keys: { default_requests_per_minute: 600 }
            onnx: { threads: 3, spinning: on }
            providers:
              house: { dialect: openai, base_url: "http://10.0.0.7:8000/v1/", api_key: abc, region: yes, headers: { X-Team: "1" },
                       timeouts: { idle: 250ms }, retry: { attempts: 1 }, include_usage: no, allow_fields: [models] }
              mistral: { api_key: k }
            models:
              a/b:c.1: { targets: [ { provider: house, model: qwen3:8b } ], capabilities: [chat], owner: me }
              d: { onnx: sub/x.onnx, fields: [y, n], classes: [off, 1.0] }
              guide: off
              iris: false
            """, path: "/etc/penstock/penstock.yaml");
        Assert.Equal([new ListenAddress("::1", 1), new ListenAddress("localhost", 2)], config.Server.Listen);
        Assert.Equal("[::1]:1", config.Server.Listen[0].ToString());
        Assert.Equal(10_000_000, config.Server.MaxBodyBytes);
        Assert.True(config.Server.Cors.AnyOrigin);
        Assert.Equal((3, true), (config.Onnx.Threads, config.Onnx.Spinning));
        Assert.Equal(600, config.Keys.DefaultRequestsPerMinute);
        var house = config.Providers["house"];
        Assert.Equal(("house", "openai", "http://10.0.0.7:8000/v1", "yes", false), (house.Name, house.Dialect, house.BaseUrl.ToString(), house.Region, house.IncludeUsage));
        Assert.Equal("abc", house.ApiKey!.Reveal());
        Assert.Equal("1", house.Headers["X-Team"]);
        Assert.Equal(new TimeoutsConfig(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(10)), house.Timeouts);
        Assert.Equal(new RetryConfig(1, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(10)), house.Retry);
        Assert.Equal(["models"], house.AllowFields);
        Assert.False(config.Providers["mistral"].IncludeUsage);
        Assert.Equal("https://api.mistral.ai/v1", config.Providers["mistral"].BaseUrl.ToString());
        var chat = Assert.IsType<TargetModelConfig>(config.Models["a/b:c.1"]);
        Assert.Equal(("a/b:c.1", "me", new TargetConfig("house", "qwen3:8b")), (chat.Id, chat.Owner, chat.Targets[0]));
        Assert.Equal(["chat"], chat.Capabilities);
        var onnx = Assert.IsType<OnnxModelConfig>(config.Models["d"]);
        Assert.Equal("/etc/penstock/sub/x.onnx", onnx.File);
        Assert.Equal(["y", "n"], onnx.Fields);
        Assert.Equal(["off", "1.0"], onnx.Classes);
        Assert.Equal(new OffModelConfig("guide"), config.Models["guide"]);
        Assert.IsType<OffModelConfig>(config.Models["iris"]);
    }

    [Fact]
    public void A_variable_with_quotes_and_newlines_stays_one_value()
    {
        var environment = new Dictionary<string, string> { ["NASTY"] = "\"\n}: - ${OTHER} # x" };
        var config = Good("models: { m: { onnx: x, description: \"<${NASTY}>\" } }", environment);
        Assert.Equal("<\"\n}: - ${OTHER} # x>", config.Models["m"].Description);
    }

    [Fact]
    public void Environment_variables_override_scalars_and_PORT_the_port()
    {
        var environment = new Dictionary<string, string>
        {
            ["PENSTOCK_SERVER_LISTEN"] = "0.0.0.0:1", ["PENSTOCK_STORAGE_SQLITE"] = "x.db", ["PENSTOCK_LOGGING_LEVEL"] = "warn",
            ["PENSTOCK_SERVER_MAX_BODY_BYTES"] = "1MiB", ["PENSTOCK_SERVER_CORS"] = "*", ["PORT"] = "5000",
        };
        var config = Good("server: { listen: 127.0.0.1:9 }\nstorage: { sqlite: y.db }", environment, "/etc/penstock/penstock.yaml");
        Assert.Equal([new ListenAddress("0.0.0.0", 5000)], config.Server.Listen);
        Assert.Equal(Path.GetFullPath("x.db"), config.Storage.Sqlite);
        Assert.Equal(LoggingLevel.Warn, config.Logging.Level);
        Assert.Equal(1 << 20, config.Server.MaxBodyBytes);
        Assert.True(config.Server.Cors.AnyOrigin);
    }

    [Fact]
    public void A_provider_named_like_a_section_is_not_overridden()
    {
        var reading = ConfigReader.Read("providers: { ollama: { region: eu } }", "p.yaml", new Dictionary<string, string> { ["PENSTOCK_PROVIDERS_OLLAMA_REGION"] = "us" });
        Assert.Equal("", Assert.Single(reading.Mistakes).Path);
    }

    [Fact]
    public void The_default_database_lies_in_the_data_folder() =>
        Assert.Equal("/var/lib/p/penstock.db", Good(null, new Dictionary<string, string> { ["PENSTOCK_DATA"] = "/var/lib/p" }).Storage.Sqlite);

    [Fact]
    public void Mistakes_never_show_what_a_variable_holds_nor_a_key()
    {
        var environment = new Dictionary<string, string> { ["KEY"] = "hunter2 hunter2" };
        var reading = ConfigReader.Read("""
            server: { listen: "${KEY}", shutdown_timeout: "${KEY}" }
            providers: { openai: { api_key: "hunter2 hunter2", base_url: "ftp://hunter2", region: "", headers: { X-A: "hunter2\u0001" } } }
            """, "p.yaml", environment);
        Assert.Equal(6, reading.Mistakes.Count);
        Assert.DoesNotContain("hunter2", reading.Format());
    }

    [Fact]
    public void A_later_mistake_names_the_line_of_its_key()
    {
        var reading = ConfigReader.Read("models:\n  a: { onnx: x.onnx }\n", "p.yaml", s_none);
        Assert.Equal("p.yaml:2:8: models.a.onnx: no such file. Check it.", reading.MistakeAt("models.a.onnx", "no such file", "Check it.").ToString());
        Assert.Equal(2, reading.MistakeAt("models.a.fields", "x", "y").At.Line);
    }

    [Fact]
    public void A_file_above_4_MiB_is_refused() =>
        Assert.Contains("4 MiB", Assert.Single(ConfigReader.Read(new string('#', (4 * 1024 * 1024) + 1), "p.yaml", s_none).Mistakes).What);

    [Fact]
    public void Very_many_mistakes_are_found_but_not_all_shown()
    {
        var reading = ConfigReader.Read(string.Concat(Enumerable.Range(0, 250).Select(i => $"zz{i}: 1\n")), "p.yaml", s_none);
        Assert.Equal(250, reading.Mistakes.Count);
        Assert.EndsWith("… and 150 more mistakes.", reading.Format());
    }

    [Fact]
    public void Aliases_that_explode_are_refused_quickly()
    {
        var bomb = string.Concat(Enumerable.Range(0, 30).Select(i => i == 0 ? "k0: &a0 [x, x]\n" : $"k{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 50))}]\n"));
        Assert.Contains("values", Assert.Single(ConfigReader.Read(bomb, "p.yaml", s_none).Mistakes).What);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_mistakes()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-config-");
        try
        {
            var latin = Path.Combine(folder.FullName, "latin.yaml");
            File.WriteAllBytes(latin, [0x61, 0x3A, 0x20, 0xE9]);
            Assert.Contains("UTF-8", Assert.Single(ConfigReader.ReadFile(latin, s_none).Mistakes).What);
            Assert.Contains("does not exist", Assert.Single(ConfigReader.ReadFile(Path.Combine(folder.FullName, "no.yaml"), s_none).Mistakes).What);
            Assert.Contains("a folder", Assert.Single(ConfigReader.ReadFile(folder.FullName, s_none).Mistakes).What);
            var bom = Path.Combine(folder.FullName, "bom.yaml");
            File.WriteAllText(bom, "logging: { level: warn }", new System.Text.UTF8Encoding(true));
            Assert.Equal(LoggingLevel.Warn, ConfigReader.ReadFile(bom, s_none).Config!.Logging.Level);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_known_providers_are_complete()
    {
        Assert.Equal(["anthropic", "deepseek", "fireworks", "groq", "lm-studio", "mistral", "nvidia", "ollama", "openai", "openrouter", "perplexity", "together", "vllm", "xai"],
            KnownProviders.All.Keys.Order(StringComparer.Ordinal));
        Assert.All(KnownProviders.All.Values, known => Assert.True(known.Local || (known.KeyVariables.Count > 0 || known.Dialect == "vertex") && known.BaseUrl.Scheme == "https"));
    }

    private static PenstockConfig Good(string? text, IReadOnlyDictionary<string, string>? environment = null, string path = "penstock.yaml")
    {
        var reading = ConfigReader.Read(text, path, environment ?? s_none);
        Assert.True(reading.Config is not null, reading.Format());
        return reading.Config;
    }
}
