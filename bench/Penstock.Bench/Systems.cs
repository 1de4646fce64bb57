using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Penstock.Bench.Governing;
using Penstock.Bench.Translating;

namespace Penstock.Bench;

/// <summary>Writes the configuration of each system and starts it in front of the upstream.</summary>
internal sealed class Systems(BenchOptions options, string folder)
{
    /// <summary>The cheap upstream of the harness, or the provider stand-in as a program (which can also pace its streams).</summary>
    public Child StartUpstream(out int port, bool paced)
    {
        port = FreePort();
        return options.UpstreamKind == "stand-in" || paced
            ? Child.Start(["dotnet", Built("Penstock.Upstream"), "--port", Text(port), "--remember", "0"])
            : Child.Start(["dotnet", Built("Penstock.Bench"), "--serve-upstream", Text(port), "--events-per-write", Text(options.EventsPerWrite)]);
    }

    /// <returns>Null, with a word to the user, when the system is not installed or not built.</returns>
    public Target? Start(string name, Child upstream, int upstreamPort) => name switch
    {
        "direct" => new Target(name, upstreamPort, null, upstream),
        "bare" => Bare(upstream, upstreamPort),
        "penstock" => Penstock(name, upstream, upstreamPort),
        Governed.System => Penstock(name, upstream, upstreamPort),
        "haproxy" => Haproxy(upstream, upstreamPort),
        "nginx" => Nginx(upstream, upstreamPort),
        _ => throw new FormatException($"there is no system '{name}': direct, bare, penstock, haproxy, nginx"),
    };

    private Target Bare(Child upstream, int upstreamPort)
    {
        var port = FreePort();
        return new Target("bare", port, Child.Start(["dotnet", Built("Penstock.BareProxy"), Text(port), $"http://127.0.0.1:{upstreamPort}"]), upstream);
    }

    private Target? Penstock(string name, Child upstream, int upstreamPort)
    {
        var port = FreePort();
        var file = Path.Combine(folder, $"penstock-{port}.yaml");
        var data = Directory.CreateDirectory(Path.Combine(folder, $"penstock-data-{port}")).FullName;
        var workloads = Workload.All.Append(options.Translate ? TranslateRun.Paced : StreamsRun.Paced(options)).ToArray();
        var models = workloads.Select(workload => (Name: workload.PublicModel, Provider: "bench", Workload: workload));
        if (options.Translate)
        {
            models = models.Concat(Pair.Dialects.SelectMany(dialect => workloads.Select(workload => (Pair.Model(dialect, workload), $"bench-{dialect}", workload))));
        }

        var providers = (options.Translate ? Pair.Dialects : []).Select(dialect =>
            $"  bench-{dialect}: {{ dialect: {dialect}, base_url: \"http://127.0.0.1:{upstreamPort}{(dialect == "openai" ? "/v1" : "")}\", api_key: x }}");
        File.WriteAllText(file, $$"""
            server: { listen: "127.0.0.1:{{port}}" }
            storage: { sqlite: "{{Path.Combine(data, "penstock.db")}}" }
            providers:
              bench: { dialect: openai, base_url: "http://127.0.0.1:{{upstreamPort}}/v1", api_key: x }
            {{string.Join('\n', providers)}}
            models:
            {{string.Join('\n', models.Select(model => $"  {model.Name}: {{ targets: [ {{ provider: {model.Provider}, model: \"{model.Workload.SyntheticModel}\" }} ]{(name == Governed.System ? Governed.Price : "")} }}"))}}
            {{(name == Governed.System ? Governed.Yaml : "")}}
            """);
        var command = options.PenstockCommand.Count > 0 ? options.PenstockCommand : ["dotnet", Built("Penstock.Server")];
        if (command is ["dotnet", var assembly, ..] && !File.Exists(assembly))
        {
            return null;
        }

        var key = "bench-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var child = Child.Start([.. command, "--config", file, "--data", data], new Dictionary<string, string> { ["PENSTOCK_ADMIN_KEY"] = key });
        return new Target(name, port, child, upstream) { Key = key, ReadyPath = "/readyz" };
    }

    private Target? Haproxy(Child upstream, int upstreamPort)
    {
        if (OnPath("haproxy") is not { } program)
        {
            return null;
        }

        var port = FreePort();
        var file = Path.Combine(folder, $"haproxy-{port}.cfg");
        File.WriteAllText(file, $"""
            global
                maxconn 4000
            defaults
                mode http
                timeout connect 5s
                timeout client 120s
                timeout server 120s
                http-reuse always
            frontend calls
                bind 127.0.0.1:{port}
                default_backend upstream
            backend upstream
                server upstream 127.0.0.1:{upstreamPort}

            """);
        return new Target("haproxy", port, Child.Start([program, "-db", "-f", file]), upstream);
    }

    private Target? Nginx(Child upstream, int upstreamPort)
    {
        if (OnPath("nginx") is not { } program)
        {
            return null;
        }

        var (port, streamPort) = (FreePort(), FreePort());
        var prefix = Directory.CreateDirectory(Path.Combine(folder, $"nginx-{port}")).FullName;
        var file = Path.Combine(prefix, "nginx.conf");
        string Server(int listen, string buffering) => $$"""
                server {
                    listen 127.0.0.1:{{listen}} backlog=4096;
                    keepalive_requests 100000000;
                    location / {
                        proxy_pass http://upstream;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_buffering {{buffering}};
                    }
                }
            """;

        // Buffering as it comes for answers, off for streams: the two ways in which nginx is put before a provider.
        File.WriteAllText(file, $$"""
            daemon off;
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes auto;
            worker_rlimit_nofile 20000;
            pid {{prefix}}/nginx.pid;
            error_log stderr warn;
            events { worker_connections 8192; }
            http {
                access_log off;
                client_body_temp_path {{prefix}}/body;
                proxy_temp_path {{prefix}}/proxy;
                fastcgi_temp_path {{prefix}}/fastcgi;
                uwsgi_temp_path {{prefix}}/uwsgi;
                scgi_temp_path {{prefix}}/scgi;
                client_max_body_size 0;
                client_body_buffer_size 256k;
                upstream upstream { server 127.0.0.1:{{upstreamPort}}; keepalive 256; keepalive_requests 100000000; }
            {{Server(port, "on")}}
            {{Server(streamPort, "off")}}
            }

            """);
        return new Target("nginx", port, Child.Start([program, "-p", prefix, "-c", file, "-e", "stderr"]), upstream) { StreamPort = streamPort };
    }

    /// <summary>Beside this program's own folder in the artifacts: <c>artifacts/bin/PROJECT/release/PROJECT.dll</c>.</summary>
    internal static string Built(string project) =>
        Path.Combine(new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.FullName, project, new DirectoryInfo(AppContext.BaseDirectory).Name, project + ".dll");

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
        .Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
