using System.Net;
using System.Net.Sockets;
using Penstock.Bench.Translating;
using Penstock.Upstream;

namespace Penstock.Bench;

/// <summary>
/// The cheapest upstream there is: a thread a connection, blocking calls, the synthetic answers of the provider stand-in with
/// their framing made beforehand. Its pace is the socket's, unless the model names one.
/// </summary>
internal sealed class RawUpstream(int port, int eventsPerWrite)
{
    private readonly SyntheticAnswers _answers = new();

    public void Serve()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(1024);
        Console.WriteLine($"raw upstream on 127.0.0.1:{port}");
        while (true)
        {
            var socket = listener.Accept();
            socket.NoDelay = true;
            new Thread(() => Serve(socket), 256 * 1024) { IsBackground = true }.Start();
        }
    }

    private void Serve(Socket socket)
    {
        using var _ = socket;
        var request = new RawRequest();
        var known = new List<(byte[] Model, byte[] Path, RawAnswer Answer)>();
        try
        {
            while (request.Read(socket))
            {
                var index = known.FindIndex(pair => request.Model.SequenceEqual(pair.Model) && request.PathBytes.SequenceEqual(pair.Path));
                if (index < 0)
                {
                    index = known.Count;
                    var model = request.Model.ToArray();
                    var (name, path) = (Uri.UnescapeDataString(System.Text.Encoding.UTF8.GetString(model)), request.Path);
                    var answer = DialectAnswers.Find(name, path) ?? _answers.Find(name, path)
                        ?? OpenAiError.OfStandIn(404, "The raw upstream knows only synthetic models.");
                    known.Add((model, request.PathBytes.ToArray(), RawAnswer.Frame(answer, eventsPerWrite)));
                }

                known[index].Answer.Send(socket);
            }
        }
        catch (SocketException)
        {
            // The client left.
        }
    }
}
