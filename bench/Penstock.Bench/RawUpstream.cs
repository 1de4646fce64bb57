using System.Net;
using System.Net.Sockets;
using Penstock.Upstream;

namespace Penstock.Bench;

/// <summary>
/// The cheapest upstream there is: a thread a connection, blocking calls, the synthetic answers of the provider stand-in with
/// their framing made beforehand. Its pace is the socket's; paced streams are the stand-in program's business.
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
        var known = new List<(byte[] Model, RawAnswer Answer)>();
        try
        {
            while (request.Read(socket))
            {
                var index = known.FindIndex(pair => request.Model.SequenceEqual(pair.Model));
                if (index < 0)
                {
                    index = known.Count;
                    var model = request.Model.ToArray();
                    var answer = _answers.Find(System.Text.Encoding.UTF8.GetString(model), request.Path)
                        ?? OpenAiError.OfStandIn(404, "The raw upstream knows only synthetic models.");
                    known.Add((model, RawAnswer.Frame(answer, eventsPerWrite)));
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
